// @ts-check
// What the judges of all kinds share: the form of a verdict, and what Python calls white space.

/**
 * @typedef {"right" | "partly" | "wrong" | "unanswered" | "unreadable"} Outcome
 *
 * @typedef {object} Verdict
 * @property {Outcome} outcome
 * @property {number} score
 * @property {string} message
 * @property {string[]} shown Ids of the options, parts or mistakes of which something is said.
 * @property {string[]} misconceptions
 */

// What Python's str.strip() removes, which is not quite what trim() does.
export const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const ENDS = new RegExp(`^${SPACE}|${SPACE}$`, "g");

/** @param {string} text */
export function strip(text) {
  return text.replace(ENDS, "");
}

/** @returns {Verdict} */
export function right() {
  return { outcome: "right", score: 1, message: "Right.", shown: [], misconceptions: [] };
}

/**
 * @param {{id: string, misconception: string | null}} [mistake] The known one, if it is one.
 * @param {string} [message]
 * @returns {Verdict}
 */
export function wrong(mistake, message = "Not right.") {
  return { outcome: "wrong", score: 0, message, shown: mistake ? [mistake.id] : [], misconceptions: named([mistake]) };
}

/**
 * The verdict on an answer of several parts, of which some are right.
 * @param {number} done
 * @param {number} of
 * @param {string} message
 * @param {string[]} shown
 * @param {string[]} misconceptions
 * @returns {Verdict}
 */
export function share(done, of, message, shown, misconceptions) {
  const begun = done ? "Partly right" : "Not right";
  const outcome = done ? "partly" : "wrong";
  return { outcome, score: rounded(done / of), message: `${begun}: ${message}.`, shown, misconceptions };
}

/**
 * @param {string} message
 * @returns {Verdict}
 */
export function unanswered(message) {
  return { outcome: "unanswered", score: 0, message, shown: [], misconceptions: [] };
}

/**
 * @param {string} message
 * @returns {Verdict}
 */
export function unreadable(message) {
  return { outcome: "unreadable", score: 0, message, shown: [], misconceptions: [] };
}

/**
 * The misconceptions that parts or mistakes name, each once.
 * @param {({misconception: string | null} | undefined)[]} parts
 */
export function named(parts) {
  return [...new Set(parts.flatMap((part) => part?.misconception || []))];
}

/** @param {number} score */
export function rounded(score) {
  return Math.round(score * 1e6) / 1e6;
}

/**
 * @param {unknown} value
 * @returns {value is null | undefined | ""}
 */
export function isNothing(value) {
  return value === null || value === undefined || value === "";
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
