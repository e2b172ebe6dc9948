// @ts-check
// What a reader's own grading of assignments gave: taken from the file of `quizzes grade-me`, since a page cannot run it.

import { ASSIGNMENT, browserStorage, names } from "./store.js";

/**
 * @typedef {object} Graded
 * @property {number} times How often it was graded.
 * @property {number} best Points of the best time.
 * @property {number} most Points that can be had.
 * @property {number} last Time of the last time, in ms since 1970.
 * @property {{right: number, asked: number}} [explained] Questions on their own code that were answered: grade-me --explain.
 */

/**
 * @param {any} value
 * @returns {value is Graded}
 */
export function isGraded(value) {
  return typeof value === "object" && value !== null && [value.times, value.best, value.most, value.last].every(Number.isFinite) && (value.explained === undefined || areCounts(value.explained));
}

/** @param {any} value */
function areCounts(value) {
  return typeof value === "object" && value !== null && [value.right, value.asked].every((count) => Number.isInteger(count) && count >= 0);
}

/**
 * The gradings in a file of grade-me, by the assignment's name; null where the file is none.
 * @param {unknown} file
 * @returns {Map<string, Graded> | null}
 */
export function gradedIn(file) {
  if (!Array.isArray(file) || !file.length) return null;
  /** @type {Map<string, Graded>} */
  const all = new Map();
  for (const attempt of file) {
    const { assignment, time, score, max_score: most, explained } = attempt ?? {};
    const last = Date.parse(time);
    if (typeof assignment !== "string" || ![last, score, most].every(Number.isFinite) || (explained && !areCounts(explained))) return null;
    const before = all.get(assignment);
    const better = !before || score > before.best;
    all.set(assignment, {
      times: (before?.times ?? 0) + 1, best: better ? score : before.best, most: better ? most : before.most,
      last: Math.max(before?.last ?? 0, last), ...added(before?.explained, explained),
    }); // prettier-ignore
  }
  return all;
}

/**
 * @param {Graded["explained"]} before
 * @param {Graded["explained"]} more
 */
function added(before, more) {
  if (!before && !more) return {};
  return { explained: { right: (before?.right ?? 0) + (more?.right ?? 0), asked: (before?.asked ?? 0) + (more?.asked ?? 0) } };
}

/**
 * What is remembered, by the assignment's name.
 * @param {Storage | null} [storage]
 * @returns {Map<string, Graded>}
 */
export function loadGraded(storage = browserStorage()) {
  const all = new Map();
  for (const name of names(storage)) {
    if (!name.startsWith(ASSIGNMENT)) continue;
    try {
      const graded = JSON.parse(storage?.getItem(name) ?? "null");
      if (isGraded(graded)) all.set(name.slice(ASSIGNMENT.length), graded);
    } catch {
      // a broken entry is as good as none
    }
  }
  return all;
}
