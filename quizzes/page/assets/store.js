// @ts-check
// The answers of one reader, kept in this browser and sent nowhere. One entry an item, so that two open pages do
// not overwrite each other's answers and one broken entry costs no other.

/**
 * @typedef {object} Entry What is remembered of an item; fields that other pages add are kept.
 * @property {string} hash Of the key that the answer was judged with.
 * @property {unknown} answer The last one given.
 * @property {string} outcome Of the last answer.
 * @property {number} score Of the last answer, 0 to 1.
 * @property {number} attempts Answers given, unreadable ones not counted.
 * @property {number} first Time of the first attempt, in ms since 1970.
 * @property {number} last Time of the last attempt, in ms since 1970.
 */

export const PREFIX = "recurrent-course/quiz/1/";

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
 * The entry after one more attempt. Attempts at an earlier version of the question do not count.
 * @param {Entry | null} before
 * @param {{hash: string, answer: unknown, outcome: string, score: number}} given
 * @param {number} now
 * @returns {Entry}
 */
export function afterAttempt(before, given, now) {
  const same = before?.hash === given.hash ? before : null;
  return { ...same, ...given, attempts: (same?.attempts ?? 0) + 1, first: same?.first ?? now, last: now };
}

/**
 * @param {any} value
 * @returns {value is Entry}
 */
function isEntry(value) {
  return (
    typeof value === "object" && value !== null &&
    typeof value.hash === "string" && typeof value.outcome === "string" && "answer" in value &&
    [value.score, value.attempts, value.first, value.last].every(Number.isFinite)
  );
}
