// @ts-check
// The judgement of an answer: what quizzes/kinds decides in Python, decided here in the page.
// Both are held to tests/golden/verdicts.json.

import { judgeChoice, judgeChoices } from "./judge-options.js";
import { judgeCloze, judgeMatch, judgeOrder } from "./judge-parts.js";
import { judgeNumber, judgeShape, judgeText, judgeTracing } from "./judge-written.js";

/** @import { Verdict } from "./verdict.js" */

/**
 * @typedef {object} Key What the page knows of an item; the kind's own fields are those that its judge reads.
 * @property {string} id
 * @property {string} kind
 * @property {string} hash
 * @property {string} [seed] What a variant was made from.
 */

/** @type {Record<string, (key: any, answer: unknown) => Verdict>} */
export const JUDGES = {
  choice: judgeChoice,
  choices: judgeChoices,
  number: judgeNumber,
  shape: judgeShape,
  order: judgeOrder,
  match: judgeMatch,
  cloze: judgeCloze,
  text: judgeText,
  tracing: judgeTracing,
};

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
