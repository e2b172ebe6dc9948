// @ts-check
// A code task among the questions of a deck.

import { at } from "./site.js";

/**
 * Give a task its controls, with what the reader has written of it; returns what says its outcome, or null where this
 * page cannot run code.
 * @param {Element} task
 * @returns {Promise<(() => string | undefined) | null>}
 */
export async function start(task) {
  const { pyFolder } = document.documentElement.dataset;
  if (!pyFolder) return null;
  const { taskOf } = await import(at(`_static/${pyFolder}/tasks.js`));
  const box = taskOf(task);
  return () => box.entry?.outcome;
}
