// @ts-check
// The answers of one reader, kept in this browser and sent nowhere. One entry an item, so that two open pages do
// not overwrite each other's answers and one broken entry costs no other.

/**
 * @typedef {object} Entry What is remembered of an item.
 * @property {string} hash Of the key that the answer was judged with.
 * @property {string} [seed] Of the variant that was answered.
 * @property {unknown} answer The last one given.
 * @property {string} outcome Of the last answer.
 * @property {number} score Of the last answer, 0 to 1.
 * @property {number} attempts Answers given, unreadable ones not counted.
 * @property {number} first Time of the first attempt, in ms since 1970.
 * @property {number} last Time of the last attempt, in ms since 1970.
 * @property {number} [hints] How many were opened.
 * @property {string[]} [met] Misconceptions that her answers pointed to.
 * @property {[sure: number, right: number][]} [judged] How sure she was (1 to 3), and whether it was right (0 or 1).
 * @property {Recall[]} [log] What the scheduler reckons with.
 * @property {number | null} [due] When the item comes back; null where the scheduler has yet to say so.
 *
 * @typedef {[time: number, grade: number]} Recall When it was recalled, and how well: 1 not to 4 easily.
 */

export const ROOT = "recurrent-course/";
export const PREFIX = `${ROOT}quiz/1/`;
export const SETTINGS = `${ROOT}settings/1`;
export const READ = `${ROOT}read/1/`;
const DAY = 86_400_000;
const SITTING = DAY / 2; // what is answered again within it is practice and not recall
const JUDGED = 50; // judgements of how sure she was that are kept of an item
// Days until an item comes back after its first answer, by grade; a test holds them to the scheduler's.
export const FIRST = [0, 1, 2, 3, 8];

/** @returns {Storage | null} */
function browserStorage() {
  try {
    return globalThis.localStorage ?? null; // a browser may forbid even to ask
  } catch {
    return null;
  }
}

/**
 * What is remembered of an item, or null: for an unknown item, a broken entry, or a browser that keeps nothing.
 * @param {string} id
 * @param {Storage | null} [storage]
 * @returns {Entry | null}
 */
export function load(id, storage = browserStorage()) {
  try {
    const entry = JSON.parse(storage?.getItem(PREFIX + id) ?? "null");
    return isEntry(entry) ? entry : null;
  } catch {
    return null;
  }
}

/**
 * Remember an answer; returns whether the browser kept it.
 * @param {string} id
 * @param {Entry} entry
 * @param {Storage | null} [storage]
 */
export function save(id, entry, storage = browserStorage()) {
  try {
    storage?.setItem(PREFIX + id, JSON.stringify(entry));
    return storage !== null;
  } catch {
    return false; // full, or private browsing
  }
}

/**
 * Forget an item.
 * @param {string} id
 * @param {Storage | null} [storage]
 */
export function forget(id, storage = browserStorage()) {
  try {
    storage?.removeItem(PREFIX + id);
  } catch {
    // nothing was kept, so nothing is left
  }
}

/**
 * Everything that is remembered of items, by id.
 * @param {Storage | null} [storage]
 * @returns {Map<string, Entry>}
 */
export function loadAll(storage = browserStorage()) {
  const found = new Map();
  for (const name of names(storage)) {
    const entry = name.startsWith(PREFIX) && load(name.slice(PREFIX.length), storage);
    if (entry) found.set(name.slice(PREFIX.length), entry);
  }
  return found;
}

/**
 * The names of all that the course keeps in this browser.
 * @param {Storage | null} [storage]
 */
export function names(storage = browserStorage()) {
  try {
    const all = Array.from({ length: storage?.length ?? 0 }, (_, place) => storage?.key(place) ?? "");
    return all.filter((name) => name.startsWith(ROOT)).sort();
  } catch {
    return [];
  }
}

/**
 * @param {Storage | null} [storage]
 * @returns {{confidence: boolean}}
 */
export function loadSettings(storage = browserStorage()) {
  try {
    return { confidence: JSON.parse(storage?.getItem(SETTINGS) ?? "null")?.confidence === true };
  } catch {
    return { confidence: false };
  }
}

/**
 * @param {{confidence: boolean}} settings
 * @param {Storage | null} [storage]
 */
export function saveSettings(settings, storage = browserStorage()) {
  try {
    storage?.setItem(SETTINGS, JSON.stringify(settings));
  } catch {
    // it is asked for anew the next time
  }
}

/**
 * The entry after one more attempt. Attempts at an earlier version of the question do not count; those at other
 * variants do.
 * @param {Entry | null} before
 * @param {{hash: string, seed?: string, answer: unknown, outcome: string, score: number, misconceptions?: string[],
 *   hints?: number, sure?: number}} given
 * @param {number} now
 * @returns {Entry}
 */
export function afterAttempt(before, given, now) {
  const { hash, seed, answer, outcome, score, misconceptions = [], hints = 0, sure } = given;
  const same = before && (before.hash === hash || (before.seed ?? "") !== (seed ?? "")) ? before : null;
  /** @type {Entry} */
  const entry = {
    ...same, hash, answer, outcome, score,
    attempts: (same?.attempts ?? 0) + 1, first: same?.first ?? now, last: now,
  }; // prettier-ignore
  if (seed === undefined) delete entry.seed;
  else entry.seed = seed;
  entry.hints = hints;
  entry.met = [...new Set([...(before?.met ?? []), ...misconceptions])];
  if (sure) entry.judged = [...(same?.judged ?? []), /** @type {[number, number]} */ ([sure, outcome === "right" ? 1 : 0])].slice(-JUDGED);
  const log = same?.log ?? [];
  const recalled = log.at(-1);
  if (!recalled || now - recalled[0] >= SITTING) {
    const grade = outcome === "wrong" ? 1 : outcome === "partly" || hints ? 2 : sure === 3 ? 4 : 3;
    entry.log = [...log, [now, grade]];
    entry.due = recalled ? null : now + (FIRST[grade] ?? 1) * DAY;
  }
  return entry;
}

/**
 * @param {any} value
 * @returns {value is Entry}
 */
export function isEntry(value) {
  return (
    typeof value === "object" && value !== null &&
    typeof value.hash === "string" && typeof value.outcome === "string" && "answer" in value &&
    [value.score, value.attempts, value.first, value.last].every(Number.isFinite) &&
    (value.seed === undefined || typeof value.seed === "string") &&
    (value.hints === undefined || Number.isInteger(value.hints)) &&
    (value.due === undefined || value.due === null || Number.isFinite(value.due)) &&
    (value.met === undefined || (Array.isArray(value.met) && value.met.every((/** @type {unknown} */ name) => typeof name === "string"))) &&
    pairs(value.judged) && pairs(value.log)
  );
}

/** @param {unknown} value */
function pairs(value) {
  return value === undefined || (Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isFinite)));
}

/**
 * The ids of the items that are due, the longest overdue first.
 * @param {Map<string, Entry>} entries
 * @param {number} now
 */
export function dueItems(entries, now) {
  const due = [...entries].filter(([, { log, due }]) => log?.length && (due ?? 0) <= now);
  return due.sort(([, a], [, b]) => (a.due ?? 0) - (b.due ?? 0)).map(([id]) => id);
}

/**
 * @typedef {object} Reading
 * @property {number} opened When a page was first opened, in ms since 1970.
 * @property {number | null} end When its end was first seen.
 */

/**
 * @param {string} page
 * @param {Storage | null} [storage]
 * @returns {Reading | null}
 */
export function loadReading(page, storage = browserStorage()) {
  try {
    const reading = JSON.parse(storage?.getItem(READ + page) ?? "null");
    return isReading(reading) ? reading : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} page
 * @param {Reading} reading
 * @param {Storage | null} [storage]
 */
export function saveReading(page, reading, storage = browserStorage()) {
  try {
    storage?.setItem(READ + page, JSON.stringify(reading));
  } catch {
    // it counts as not read
  }
}

/**
 * @param {any} value
 * @returns {value is Reading}
 */
export function isReading(value) {
  return (
    typeof value === "object" && value !== null && Number.isFinite(value.opened) &&
    (value.end === null || Number.isFinite(value.end))
  ); // prettier-ignore
}
