// @ts-check
// The judgement of an answer: what quizzes/kinds decides in Python, decided here in the page.
// Both are held to tests/golden/verdicts.json.

import * as options from "./judge-options.js";
import * as parts from "./judge-parts.js";
import * as written from "./judge-written.js";

/** @import { Verdict } from "./verdict.js" */

/**
 * @typedef {object} Key What the page knows of an item; the kind's own fields are those that its judge reads.
 * @property {string} id
 * @property {string} kind
 * @property {string} hash
 * @property {string} [seed] What a variant was made from.
 */

/** @type {[string, any][]} */
const found = Object.entries({ ...options, ...parts, ...written }).filter(([name]) => name.startsWith("judge"));

/** By kind: `judgeShape` judges a shape. @type {Record<string, (key: any, answer: unknown) => Verdict>} */
export const JUDGES = Object.fromEntries(found.map(([name, judge]) => [name.slice(5).toLowerCase(), judge]));

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
