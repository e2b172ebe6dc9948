// @ts-check
// The judges of the kinds with options: choice and choices.

import { isNothing, named, rounded, unanswered, unreadable } from "./verdict.js";

/** @import { Outcome, Verdict } from "./verdict.js" */

/**
 * @typedef {object} Option
 * @property {string} id
 * @property {boolean} right
 * @property {string | null} misconception
 */

/**
 * @param {{options: Option[]}} key
 * @param {unknown} answer
 * @returns {Verdict}
 */
export function judgeChoice({ options }, answer) {
  if (isNothing(answer)) return unanswered("Choose an option first.");
  const chosen = options.find((option) => option.id === answer);
  if (!chosen) return unreadable(`Expected one of ${ids(options)}.`);
  return {
    outcome: chosen.right ? "right" : "wrong",
    score: chosen.right ? 1 : 0,
    message: chosen.right ? "Right." : "Not right.",
    shown: [chosen.id],
    misconceptions: misconceptions([chosen]),
  };
}

/**
 * @param {{options: Option[]}} key
 * @param {unknown} answer
 * @returns {Verdict}
 */
export function judgeChoices({ options }, answer) {
  const given = isNothing(answer) ? [] : answer;
  if (!Array.isArray(given) || !given.every((id) => options.some((option) => option.id === id))) {
    return unreadable(`Expected a list of some of ${ids(options)}.`);
  }
  const chosen = options.filter((option) => given.includes(option.id));
  if (chosen.length === 0) return unanswered("Choose at least one option first.");
  const all = options.filter((option) => option.right).length;
  const hits = chosen.filter((option) => option.right).length;
  const extra = chosen.length - hits;
  const outcome = hits === all && extra === 0 ? "right" : hits ? "partly" : "wrong";
  return {
    outcome,
    score: rounded(Math.max(0, (hits - extra) / all)),
    message: choicesMessage(outcome, hits, hits === all, extra),
    shown: chosen.map((option) => option.id),
    misconceptions: misconceptions(chosen),
  };
}

/**
 * @param {Outcome} outcome
 * @param {number} hits
 * @param {boolean} complete
 * @param {number} extra
 */
function choicesMessage(outcome, hits, complete, extra) {
  if (outcome === "right") return "Right.";
  if (hits === 0) return "Not right: none of your choices applies.";
  const found = `${hits} of your choices ${hits === 1 ? "applies" : "apply"}`;
  const tail = extra ? `, ${extra} ${extra === 1 ? "does" : "do"} not` : "";
  const left = complete ? "" : "; something is missing";
  return `Partly right: ${found}${tail}${left}.`;
}

/** @param {Option[]} options */
function ids(options) {
  return options.map((option) => option.id).join(", ");
}

/** @param {Option[]} chosen */
function misconceptions(chosen) {
  return named(chosen.filter((option) => !option.right));
}
