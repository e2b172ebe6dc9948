// @ts-check
// What counts as known, by what is remembered of an item.

import { isRight } from "./attempt.js";
import { dayOf } from "./days.js";

/** @import { Entry } from "./store.js" */

/**
 * Whether it was recalled in its last sitting: right at the first try, without a hint and without a look.
 * @param {Entry} entry
 */
export function isRecalled(entry) {
  return (entry.log?.at(-1)?.[1] ?? 0) > 2;
}

/**
 * Whether a misconception that was met is put right: by an answer that was right at the first try, on another day.
 * @param {Entry} entry
 * @param {string} name
 */
export function isPutRight(entry, name) {
  const [time, grade] = entry.log?.at(-1) ?? [0, 0];
  return entry.outcome === "right" && grade > 1 && isRight(entry) && dayOf(time) > dayOf(entry.when?.[name] ?? entry.first);
}
