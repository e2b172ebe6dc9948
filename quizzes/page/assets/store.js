// @ts-check
// The answers of one reader, kept in this browser and sent nowhere. One entry an item, so that two open pages do
// not overwrite each other's answers and one broken entry costs no other.

/**
 * @typedef {object} Entry What is remembered of an item. Other programs may rely on it: fields are added, never changed.
 * @property {string} hash Of the key that the answer was judged with.
 * @property {string} [seed] Of the variant that was answered.
 * @property {unknown} answer The last one given; null where there is none.
 * @property {string} outcome Of the last answer; "unanswered" where there is none.
 * @property {number} score Of the last answer, 0 to 1.
 * @property {number} attempts Answers given, unreadable ones not counted; 0 where a hint or the answer was opened and no more.
 * @property {number} first Time of the first attempt, in ms since 1970.
 * @property {number} last Time of the last attempt, in ms since 1970.
 * @property {number} [hints] How many were opened in the last sitting in which one was.
 * @property {number} [hinted] When the last of them was opened.
 * @property {number} [looked] When the answer was opened before it was given.
 * @property {boolean} [cleared] The form was emptied: the answer is not shown again.
 * @property {boolean} [queued] It was put into review before it was ever answered.
 * @property {string[]} [met] Misconceptions that the answers pointed to.
 * @property {Record<string, number>} [when] When each of them was last met.
 * @property {([sure: number, right: number, time: number] | [sure: number, right: number])[]} [judged] How sure the reader was (1 to
 *   3) at the first attempt of a sitting, whether it was right (0 or 1), and when.
 * @property {Recall[]} [log] What the scheduler reckons with: the first attempt of each sitting.
 * @property {number | null} [due] A time in the day when it comes back; null where the scheduler has yet to say so.
 *
 * @typedef {[time: number, grade: number]} Recall When it was recalled, and how well: 1 not to 4 easily.
 *
 * @typedef {object} Settings
 * @property {boolean} confidence Whether the reader is asked how sure they are.
 * @property {number} sitting How many questions a day's review has.
 */

export { FIRST, afterAttempt, dueItems, isDue } from "./attempt.js";

// The name of the course, which its pages say; no two courses of one host share what a reader has answered.
const COURSE = globalThis.document?.querySelector?.("[data-quiz-store]")?.getAttribute("data-quiz-store") ?? "questions";
export const ROOT = `${COURSE}/`;
export const PREFIX = `${ROOT}quiz/1/`;
export const SETTINGS = `${ROOT}settings/1`;
export const READ = `${ROOT}read/1/`;
export const ASSIGNMENT = `${ROOT}assignment/1/`;
export const EXPORTED = `${ROOT}exported/1`; // when the last file was made
export const SITTING = 10; // questions of a day's review, unless the reader wants more or fewer
/** @type {Map<string, string>} What the browser would not keep: it is there until the page is left. */
const unkept = new Map();

/** @returns {Storage | null} */
export function browserStorage() {
  try {
    const storage = globalThis.localStorage ?? null; // a browser may forbid even to ask
    return storage && "forgets" in storage ? null : storage; // the stand-in of the site's early.js
  } catch {
    return null;
  }
}

/**
 * What is remembered of an item, or null: for an unknown item, or a broken entry.
 * @param {string} id
 * @param {Storage | null} [storage]
 * @returns {Entry | null}
 */
export function load(id, storage = browserStorage()) {
  try {
    const entry = JSON.parse(unkept.get(PREFIX + id) ?? storage?.getItem(PREFIX + id) ?? "null");
    return isEntry(entry) ? entry : null;
  } catch {
    return null;
  }
}

/**
 * Remember an answer; returns whether the browser kept it. If not, it is remembered until the page is left.
 * @param {string} id
 * @param {Entry} entry
 * @param {Storage | null} [storage]
 */
export function save(id, entry, storage = browserStorage()) {
  const text = JSON.stringify(entry);
  try {
    if (!storage) throw new Error("no storage");
    storage.setItem(PREFIX + id, text);
    unkept.delete(PREFIX + id);
    return true;
  } catch {
    unkept.set(PREFIX + id, text); // full, or private browsing
    return false;
  }
}

/**
 * Forget an item.
 * @param {string} id
 * @param {Storage | null} [storage]
 */
export function forget(id, storage = browserStorage()) {
  unkept.delete(PREFIX + id);
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
  for (const name of new Set([...names(storage), ...unkept.keys()])) {
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
 * @returns {Settings}
 */
export function loadSettings(storage = browserStorage()) {
  try {
    const kept = JSON.parse(storage?.getItem(SETTINGS) ?? "null");
    return { confidence: kept?.confidence === true, sitting: kept?.sitting > 0 ? kept.sitting : SITTING };
  } catch {
    return { confidence: false, sitting: SITTING };
  }
}

/**
 * @param {Settings} settings
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
    [value.hinted, value.looked].every((time) => time === undefined || Number.isFinite(time)) &&
    (value.due === undefined || value.due === null || Number.isFinite(value.due)) &&
    (value.met === undefined || (Array.isArray(value.met) && value.met.every((/** @type {unknown} */ name) => typeof name === "string"))) &&
    (value.when === undefined || (typeof value.when === "object" && value.when !== null && Object.values(value.when).every(Number.isFinite))) &&
    lists(value.judged, 2, 3) && lists(value.log, 2, 2)
  ); // prettier-ignore
}

/**
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 */
function lists(value, least, most) {
  const isList = (/** @type {unknown} */ each) => Array.isArray(each) && each.length >= least && each.length <= most && each.every(Number.isFinite);
  return value === undefined || (Array.isArray(value) && value.every(isList));
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
