// @ts-check
// The judgement of an answer: what quizzes/kinds decides in Python, decided here in the page.
// Both are held to tests/golden/verdicts.json.

/**
 * @typedef {object} OptionKey
 * @property {string} id
 * @property {boolean} right
 * @property {string | null} misconception
 *
 * @typedef {object} MistakeKey
 * @property {string} id
 * @property {number} value
 * @property {string | null} misconception
 *
 * @typedef {object} Key What the page knows of an item.
 * @property {string} id
 * @property {string} kind
 * @property {string} hash
 * @property {OptionKey[]} [options]
 * @property {number} [answer]
 * @property {number} [tolerance]
 * @property {MistakeKey[]} [mistakes]
 *
 * @typedef {"right" | "partly" | "wrong" | "unanswered" | "unreadable"} Outcome
 *
 * @typedef {object} Verdict
 * @property {Outcome} outcome
 * @property {number} score
 * @property {string} message
 * @property {string[]} shown
 * @property {string[]} misconceptions
 */

// What Python's str.strip() removes, which is not quite what trim() does.
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const ENDS = new RegExp(`^${SPACE}|${SPACE}$`, "g");
const NUMBER = /^[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?$/;

/**
 * Judge one answer.
 * @param {Key} key
 * @param {unknown} answer
 * @returns {Verdict}
 */
export function judge(key, answer) {
  const judgeKind = JUDGES[key.kind];
  if (!judgeKind) throw new Error(`no judge for the kind ${key.kind}`);
  return judgeKind(key, answer);
}

/** @type {Record<string, (key: Key, answer: unknown) => Verdict>} */
export const JUDGES = { choice: judgeChoice, choices: judgeChoices, number: judgeNumber };

/**
 * The number that a text spells, or null. A decimal comma and the typographic minus sign are understood.
 * @param {string} text
 * @returns {number | null}
 */
export function parseNumber(text) {
  const spelled = text.replace(ENDS, "").replaceAll("\u2212", "-");
  if (!NUMBER.test(spelled)) return null;
  const value = Number(spelled.replaceAll(",", "."));
  return Number.isFinite(value) ? value : null;
}

/**
 * @param {Key} key
 * @param {unknown} answer
 * @returns {Verdict}
 */
function judgeChoice(key, answer) {
  const options = key.options ?? [];
  if (answer === null || answer === undefined || answer === "") return none("unanswered", "Choose an option first.");
  const chosen = options.find((option) => option.id === answer);
  if (!chosen) return none("unreadable", `Expected one of ${ids(options)}.`);
  return {
    outcome: chosen.right ? "right" : "wrong",
    score: chosen.right ? 1 : 0,
    message: chosen.right ? "Right." : "Not right.",
    shown: [chosen.id],
    misconceptions: misconceptions([chosen]),
  };
}

/**
 * @param {Key} key
 * @param {unknown} answer
 * @returns {Verdict}
 */
function judgeChoices(key, answer) {
  const options = key.options ?? [];
  const given = answer === null || answer === undefined || answer === "" ? [] : answer;
  if (!Array.isArray(given) || !given.every((id) => options.some((option) => option.id === id))) {
    return none("unreadable", `Expected a list of some of ${ids(options)}.`);
  }
  const chosen = options.filter((option) => given.includes(option.id));
  if (chosen.length === 0) return none("unanswered", "Choose at least one option first.");
  const all = options.filter((option) => option.right).length;
  const hits = chosen.filter((option) => option.right).length;
  const extra = chosen.length - hits;
  const outcome = hits === all && extra === 0 ? "right" : hits ? "partly" : "wrong";
  return {
    outcome,
    score: Math.round(Math.max(0, (hits - extra) / all) * 1e6) / 1e6,
    message: choicesMessage(outcome, hits, all, extra),
    shown: chosen.map((option) => option.id),
    misconceptions: misconceptions(chosen),
  };
}

/**
 * @param {Key} key
 * @param {unknown} answer
 * @returns {Verdict}
 */
function judgeNumber(key, answer) {
  const { answer: right = NaN, tolerance = 0, mistakes = [] } = key;
  if (answer === null || answer === undefined || (typeof answer === "string" && answer.replace(ENDS, "") === "")) {
    return none("unanswered", "Write a number first.");
  }
  const value =
    typeof answer === "string" ? parseNumber(answer)
    : typeof answer === "number" && Number.isFinite(answer) ? answer
    : null;
  if (value === null) return none("unreadable", "Expected a number such as 0.25, -3 or 1e-4.");
  if (Math.abs(value - right) <= tolerance) {
    return { outcome: "right", score: 1, message: "Right.", shown: [], misconceptions: [] };
  }
  const mistake = mistakes.find((each) => Math.abs(value - each.value) <= tolerance);
  return {
    outcome: "wrong",
    score: 0,
    message: "Not right.",
    shown: mistake ? [mistake.id] : [],
    misconceptions: mistake?.misconception ? [mistake.misconception] : [],
  };
}

/**
 * @param {Outcome} outcome
 * @param {number} hits
 * @param {number} all
 * @param {number} extra
 */
function choicesMessage(outcome, hits, all, extra) {
  if (outcome === "right") return "Right.";
  const tail = extra ? `, and ${extra} that ${extra === 1 ? "does" : "do"} not apply` : "";
  return `${outcome === "partly" ? "Partly right" : "Not right"}: ${hits} of ${all} right options chosen${tail}.`;
}

/**
 * @param {Outcome} outcome
 * @param {string} message
 * @returns {Verdict}
 */
function none(outcome, message) {
  return { outcome, score: 0, message, shown: [], misconceptions: [] };
}

/** @param {OptionKey[]} options */
function ids(options) {
  return options.map((option) => option.id).join(", ");
}

/** @param {OptionKey[]} chosen */
function misconceptions(chosen) {
  /** @type {Set<string>} */
  const names = new Set();
  for (const option of chosen) if (!option.right && option.misconception) names.add(option.misconception);
  return [...names];
}
