// @ts-check
// When an item comes back: FSRS decides, from how well it was recalled and when. Loaded only where it is needed.

import { createEmptyCard, fsrs } from "./ts-fsrs.js";

/** @import { Grade } from "./ts-fsrs.js" */
/** @import { Recall } from "./store.js" */

// Whole days and no chance: the same answers at the same times give the same day on every machine.
const scheduler = fsrs({ enable_fuzz: false, enable_short_term: false });

/**
 * The time at which an item is due, in ms since 1970.
 * @param {Recall[]} log
 */
export function dueAfter(log) {
  const [first] = log;
  let card = createEmptyCard(new Date(first ? first[0] : 0));
  for (const [time, grade] of log) card = scheduler.next(card, new Date(time), /** @type {Grade} */ (grade)).card;
  return card.due.getTime();
}
