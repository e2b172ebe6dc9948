// @ts-check
// What a reader's own grading of assignments gave: taken from the file of `quizzes grade-me`, since a page cannot run it.

import { ASSIGNMENT, browserStorage, names } from "./store.js";

/**
 * @typedef {object} Graded
 * @property {number} times How often it was graded.
 * @property {number} best Points of the best time.
 * @property {number} most Points that can be had.
 * @property {number} last Time of the last time, in ms since 1970.
 */

/**
 * @param {any} value
 * @returns {value is Graded}
 */
export function isGraded(value) {
  return typeof value === "object" && value !== null && [value.times, value.best, value.most, value.last].every(Number.isFinite);
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
    const { assignment, time, score, max_score: most } = attempt ?? {};
    const last = Date.parse(time);
    if (typeof assignment !== "string" || ![last, score, most].every(Number.isFinite)) return null;
    const before = all.get(assignment);
    const better = !before || score > before.best;
    all.set(assignment, {
      times: (before?.times ?? 0) + 1, best: better ? score : before.best, most: better ? most : before.most,
      last: Math.max(before?.last ?? 0, last),
    }); // prettier-ignore
  }
  return all;
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
