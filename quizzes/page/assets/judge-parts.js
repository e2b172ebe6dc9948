// @ts-check
// The judges of the kinds whose answer has several parts, with partial credit: order, match, cloze.

import { accepted, normalised } from "./judge-written.js";
import { isNothing, isRecord, named, right, rounded, share, unanswered, unreadable } from "./verdict.js";

/** @import { Verdict } from "./verdict.js" */
/** @import { TextMistake } from "./judge-written.js" */

/**
 * The score counts pairs of steps, and half of the pairs, which is what chance gives, earns nothing.
 * @param {{steps: {id: string, rank: number}[], confused: {first: string, second: string, misconception: string}[]}} key
 * @param {unknown} answer
 * @returns {Verdict}
 */
export function judgeOrder({ steps, confused }, answer) {
  if (isNothing(answer) || (Array.isArray(answer) && answer.length === 0)) {
    return unanswered("Put the steps in order first.");
  }
  const rank = new Map(steps.map((step) => [/** @type {unknown} */ (step.id), step.rank]));
  const given = Array.isArray(answer) ? answer.flatMap((id) => rank.get(id) ?? []) : [];
  if (!Array.isArray(answer) || given.length !== answer.length || answer.length !== steps.length || new Set(answer).size !== steps.length) {
    return unreadable(`Expected each of ${steps.map((step) => step.id).sort().join(", ")} once.`);
  }
  const key = [...given].sort((a, b) => a - b);
  const misplaced = new Set(answer.filter((_, place) => given[place] !== key[place]));
  if (misplaced.size === 0) return right();
  const pairs = given.flatMap((a, place) => given.slice(place + 1).filter((b) => a !== b).map((b) => a < b));
  const score = Math.max(0, (2 * pairs.filter(Boolean).length) / pairs.length - 1);
  return {
    outcome: score ? "partly" : "wrong",
    score: rounded(score),
    message: `${score ? "Partly right" : "Not right"}: ${steps.length - misplaced.size} of ${steps.length} in their place.`,
    shown: steps.map((step) => step.id).filter((id) => misplaced.has(id)),
    misconceptions: named(confused.filter(({ first, second }) => answer.indexOf(first) < answer.indexOf(second))),
  };
}

/**
 * @param {{left: {id: string, match: string, confused: Record<string, string>}[], right: string[]}} key
 * @param {unknown} answer
 * @returns {Verdict}
 */
export function judgeMatch({ left, right: known }, answer) {
  const given = isNothing(answer) ? {} : answer;
  const ids = left.map((entry) => entry.id);
  if (
    !isRecord(given) ||
    !Object.entries(given).every(([id, to]) => ids.includes(id) && (to === null || to === "" || known.includes(/** @type {string} */ (to))))
  ) {
    return unreadable(`Expected for each of ${ids.join(", ")} one of ${known.join(", ")}.`);
  }
  const unmatched = ids.filter((id) => !given[id]);
  if (unmatched.length) return unanswered(`Match every entry first: ${unmatched.length} of ${ids.length} left.`);
  const missed = left.filter((entry) => given[entry.id] !== entry.match);
  if (missed.length === 0) return right();
  const done = ids.length - missed.length;
  const wrong = missed.map((entry) => ({ id: entry.id, to: String(given[entry.id]), misconception: entry.confused[String(given[entry.id])] ?? null }));
  const shown = wrong.map(({ id, to, misconception }) => (misconception ? `${id}/${to}` : id));
  return share(done, ids.length, `${done} of ${ids.length} matched`, shown, named(wrong));
}

/**
 * @param {{blanks: {id: string, accept: string[], mistakes: TextMistake[]}[]}} key
 * @param {unknown} answer
 * @returns {Verdict}
 */
export function judgeCloze({ blanks }, answer) {
  const given = isNothing(answer) ? {} : answer;
  const ids = blanks.map((blank) => blank.id);
  if (
    !isRecord(given) ||
    !Object.entries(given).every(([id, text]) => ids.includes(id) && (text === null || typeof text === "string"))
  ) {
    return unreadable(`Expected a text for each of ${ids.join(", ")}.`);
  }
  const texts = Object.fromEntries(ids.map((id) => [id, String(given[id] ?? "")]));
  const empty = ids.filter((id) => !normalised(texts[id] ?? ""));
  if (empty.length) return unanswered(`Fill in every blank first: ${empty.length} of ${ids.length} left.`);
  const missed = blanks.filter((blank) => !accepted(texts[blank.id] ?? "", blank.accept));
  if (missed.length === 0) return right();
  const known = missed.map((blank) => blank.mistakes.find((mistake) => accepted(texts[blank.id] ?? "", mistake.accept)));
  const shown = missed.map((blank, place) => (known[place] ? `${blank.id}/${known[place].id}` : blank.id));
  const done = ids.length - missed.length;
  return share(done, ids.length, `${done} of ${ids.length} filled in right`, shown, named(known));
}
