// @ts-check
// What an answer, an opened hint and an opened solution make of what is remembered of an item. A sitting is a day: its first
// attempt is a recall, all later ones are practice.

import { dayOf, noonOf } from "./days.js";

/** @import { Entry, Recall } from "./store.js" */

export const JUDGED = 50; // judgements of how sure the reader was that are kept of an item
// Days until an item comes back after its first answer, by grade; a test holds them to the scheduler's.
export const FIRST = [0, 1, 2, 3, 8];

/**
 * An item of which only its key is known: no answer yet.
 * @param {{hash: string, seed?: string}} key
 * @param {number} now
 * @returns {Entry}
 */
export function begun({ hash, seed }, now) {
  const entry = { hash, answer: null, outcome: "unanswered", score: 0, attempts: 0, first: now, last: now };
  return seed === undefined ? entry : { ...entry, seed };
}

/**
 * What is remembered of the same question: attempts at an earlier version of it do not count, those at other variants do.
 * @param {Entry | null} before
 * @param {{hash: string, seed?: string}} key
 */
function ofSame(before, { hash, seed }) {
  return before && (before.hash === hash || (before.seed ?? "") !== (seed ?? "")) ? before : null;
}

/**
 * Recalls that lie before now: a clock that was wrong leaves none behind that would count for ever.
 * @param {Entry | null} entry
 * @param {number} now
 * @returns {Recall[]}
 */
function logOf(entry, now) {
  return (entry?.log ?? []).filter(([time]) => time <= now);
}

/**
 * Whether an attempt now is the first of its sitting.
 * @param {Entry | null} entry
 * @param {number} now
 */
export function isFirst(entry, now) {
  const today = dayOf(now);
  const recalled = logOf(entry, now).at(-1);
  return !(entry?.attempts && dayOf(entry.last) === today) && !(recalled && dayOf(recalled[0]) === today);
}

/**
 * Whether the answer was opened in this sitting before it was given.
 * @param {Entry | null} entry
 * @param {number} now
 */
export function hasLooked(entry, now) {
  return entry?.looked !== undefined && dayOf(entry.looked) === dayOf(now);
}

/**
 * How many hints are open in this sitting.
 * @param {Entry | null} entry
 * @param {number} now
 */
export function hintsNow(entry, now) {
  return entry?.hinted !== undefined && dayOf(entry.hinted) === dayOf(now) ? (entry.hints ?? 0) : 0;
}

/**
 * The entry after one more attempt.
 * @param {Entry | null} before
 * @param {{hash: string, seed?: string, answer: unknown, outcome: string, score: number, misconceptions?: string[],
 *   hints?: number, sure?: number, shown?: boolean}} given `shown`: the answer stood there already.
 * @param {number} now
 * @returns {Entry}
 */
export function afterAttempt(before, given, now) {
  const { hash, seed, answer, outcome, score, misconceptions = [], hints = 0, sure, shown = false } = given;
  const same = ofSame(before, given);
  const first = isFirst(same, now);
  const known = shown || hasLooked(same, now);
  const entry = /** @type {Entry} */ ({
    ...same, hash, answer, outcome, score, hints,
    attempts: (same?.attempts ?? 0) + 1, first: same?.attempts ? same.first : now, last: now,
    met: [...new Set([...(before?.met ?? []), ...misconceptions])],
  }); // prettier-ignore
  if (seed === undefined) delete entry.seed;
  else entry.seed = seed;
  if (hints) entry.hinted = now;
  if (misconceptions.length) entry.when = { ...before?.when, ...Object.fromEntries(misconceptions.map((name) => [name, now])) };
  else if (before?.when) entry.when = before.when;
  delete entry.cleared;
  if (!hasLooked(same, now)) delete entry.looked;
  if (!first || known) return entry;
  if (sure) entry.judged = [...(same?.judged ?? []), /** @type {[number, number, number]} */ ([sure, outcome === "right" ? 1 : 0, now])].slice(-JUDGED);
  const grade = outcome === "wrong" ? 1 : outcome === "partly" || hints ? 2 : sure === 3 ? 4 : 3;
  return recalled(entry, grade, now);
}

/**
 * The entry after its answer was opened, or null where that changes nothing. Whoever has to look has not recalled it.
 * @param {Entry | null} before
 * @param {{hash: string, seed?: string}} key
 * @param {number} now
 * @returns {Entry | null}
 */
export function afterLook(before, key, now) {
  const same = ofSame(before, key);
  if (!isFirst(same, now)) return same?.attempts && same.outcome !== "right" && !hasLooked(same, now) ? { ...same, looked: now } : null;
  const entry = { ...(same ?? { ...begun(key, now), ...(before?.met && { met: before.met, when: before.when }) }), looked: now };
  return isDue(entry, now) || !entry.log?.length ? recalled(entry, 1, now) : entry;
}

/**
 * The entry after a hint was opened.
 * @param {Entry | null} before
 * @param {{hash: string, seed?: string}} key
 * @param {number} hints
 * @param {number} now
 * @returns {Entry}
 */
export function afterHint(before, key, hints, now) {
  return { ...(ofSame(before, key) ?? begun(key, now)), hints: Math.max(hintsNow(before, now), hints), hinted: now };
}

/**
 * @param {Entry} entry
 * @param {number} grade
 * @param {number} now
 * @returns {Entry}
 */
function recalled(entry, grade, now) {
  const log = logOf(entry, now);
  return { ...entry, log: [...log, [now, grade]], due: log.length ? null : noonOf(dayOf(now) + (FIRST[grade] ?? 1)) };
}

/**
 * Whether an item is to be asked today: one that was recalled, or that was put into review.
 * @param {Entry} entry
 * @param {number} now
 */
export function isDue({ attempts, log, due }, now) {
  return due !== undefined && (log?.length || attempts === 0) ? due === null || dayOf(due) <= dayOf(now) : false;
}

/**
 * Whether the last answer was right, and not read from the opened one.
 * @param {Entry} entry
 */
export function isRight(entry) {
  return entry.outcome === "right" && !hasLooked(entry, entry.last);
}

/**
 * The ids of the items that are due, the longest overdue first.
 * @param {Map<string, Entry>} entries
 * @param {number} now
 */
export function dueItems(entries, now) {
  const due = [...entries].filter(([, entry]) => isDue(entry, now));
  return due.sort(([, a], [, b]) => (a.due ?? 0) - (b.due ?? 0)).map(([id]) => id);
}

/**
 * How many of those that are due a reader should be asked today.
 * @param {Map<string, Entry>} entries
 * @param {number} now
 * @param {number} most In one day.
 */
export function dueToday(entries, now, most) {
  const today = dayOf(now);
  const done = [...entries.values()].filter(({ log, queued }) => {
    const last = log?.at(-1);
    return last && (queued || (log?.length ?? 0) > 1) && dayOf(last[0]) === today;
  });
  return Math.min(dueItems(entries, now).length, Math.max(0, most - done.length));
}
