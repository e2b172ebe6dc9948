// @ts-check
// What two devices remember of the same thing, put together: the same whichever is asked first, and twice is as good as once.

import { JUDGED } from "./attempt.js";
import { dayOf } from "./days.js";

/** @import { Entry, Reading, Recall } from "./store.js" */
/** @import { Graded } from "./assignments.js" */

/**
 * @param {Entry} a
 * @param {Entry} b
 * @returns {Entry}
 */
export function mergedEntry(a, b) {
  const [later, earlier] = isLater(a, b) ? [a, b] : [b, a];
  const met = [...new Set([...(a.met ?? []), ...(b.met ?? [])])].sort();
  const when = mergedWhen(a.when, b.when);
  const both = { ...later, ...(met.length && { met }), ...(when && { when }) };
  if (a.hash !== b.hash && (a.seed ?? "") === (b.seed ?? "")) return both; // the question has changed in between
  const log = mergedLog(a.log ?? [], b.log ?? []);
  const answered = [a, b].filter(({ attempts }) => attempts);
  const entry = {
    ...earlier, ...both,
    attempts: Math.max(a.attempts, b.attempts),
    first: Math.min(...(answered.length ? answered : [a, b]).map(({ first }) => first)),
  }; // prettier-ignore
  if (!later.cleared) delete entry.cleared;
  if (later.seed === undefined) delete entry.seed;
  const looked = Math.max(a.looked ?? 0, b.looked ?? 0);
  if (looked) entry.looked = looked;
  const hinted = (a.hinted ?? 0) > (b.hinted ?? 0) ? a : b;
  if (hinted.hinted) Object.assign(entry, { hints: hinted.hints, hinted: hinted.hinted });
  const judged = mergedJudged(a.judged ?? [], b.judged ?? []);
  if (judged.length) entry.judged = judged;
  if (!log.length) return entry;
  entry.log = log;
  if (a.due === undefined && b.due === undefined) return entry; // of questions that never come back by themselves
  const same = [later, earlier].find((each) => JSON.stringify(each.log) === JSON.stringify(log));
  entry.due = same?.due ?? null; // of a new log the scheduler has yet to say so
  return entry;
}

/**
 * @param {Entry} a
 * @param {Entry} b
 */
function isLater(a, b) {
  return a.last === b.last ? JSON.stringify(a) >= JSON.stringify(b) : a.last > b.last;
}

/**
 * @param {Record<string, number> | undefined} a
 * @param {Record<string, number> | undefined} b
 */
function mergedWhen(a, b) {
  if (!a || !b) return a ?? b;
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return Object.fromEntries(names.map((name) => [name, Math.max(a[name] ?? 0, b[name] ?? 0)]));
}

/**
 * The recalls of both; of two on one day the first, for on the second device it was practice.
 * @param {Recall[]} a
 * @param {Recall[]} b
 * @returns {Recall[]}
 */
function mergedLog(a, b) {
  const all = [...a, ...b].sort(([time, grade], [otherTime, otherGrade]) => time - otherTime || grade - otherGrade);
  return all.filter(([time], place) => place === 0 || dayOf(time) !== dayOf(all[place - 1]?.[0] ?? 0));
}

/**
 * @param {NonNullable<Entry["judged"]>} a
 * @param {NonNullable<Entry["judged"]>} b
 */
function mergedJudged(a, b) {
  const untimed = [a, b].map((each) => each.filter(({ length }) => length === 2)).sort((x, y) => y.length - x.length || (JSON.stringify(x) > JSON.stringify(y) ? 1 : -1))[0] ?? [];
  const timed = new Map([...a, ...b].flatMap((each) => (each.length === 3 ? [[each[2], each]] : [])));
  return [...untimed, ...[...timed.values()].sort((x, y) => (x[2] ?? 0) - (y[2] ?? 0))].slice(-JUDGED);
}

/**
 * @param {Reading} a
 * @param {Reading} b
 * @returns {Reading}
 */
export function mergedReading(a, b) {
  const ends = [a.end, b.end].flatMap((end) => end ?? []);
  return { opened: Math.min(a.opened, b.opened), end: ends.length ? Math.min(...ends) : null };
}

/**
 * @param {Graded} a
 * @param {Graded} b
 * @returns {Graded}
 */
export function mergedGraded(a, b) {
  const best = b.best > a.best ? b : a;
  const explained = (b.explained?.asked ?? 0) > (a.explained?.asked ?? 0) ? b.explained : a.explained;
  return { times: Math.max(a.times, b.times), best: best.best, most: best.most, last: Math.max(a.last, b.last), ...(explained && { explained }) };
}
