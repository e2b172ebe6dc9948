// @ts-check
// When an item comes back: FSRS decides, from how well it was recalled and when. Loaded only where it is needed.

import { dayOf, noonOf } from "./days.js";
import { createEmptyCard, fsrs } from "./ts-fsrs.js";

/** @import { Grade } from "./ts-fsrs.js" */
/** @import { Recall } from "./store.js" */

// Whole days and no chance: the same answers at the same times give the same day on every machine.
const scheduler = fsrs({ enable_fuzz: false, enable_short_term: false });

const DAY = 86_400_000;

/**
 * A time in the day on which an item is due, in ms since 1970. The scheduler is told days, which are the reader's own, and
 * no times: an answer in the evening and one on the next morning lie a day apart.
 * @param {Recall[]} log
 */
export function dueAfter(log) {
  const days = log.map(([time, grade]) => ({ date: new Date(dayOf(time) * DAY), grade: /** @type {Grade} */ (grade) }));
  let card = createEmptyCard(days[0]?.date ?? new Date(0));
  for (const { date, grade } of days) card = scheduler.next(card, date, grade).card;
  return noonOf(Math.round(card.due.getTime() / DAY));
}
