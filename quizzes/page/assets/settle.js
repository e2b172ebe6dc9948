// @ts-check
// Days that were not reckoned yet: of a page that was left in haste, or of two devices put together.

import { dueAfter } from "./schedule.js";
import { loadAll, save } from "./store.js";

/** Reckon them. */
export function settle() {
  for (const [id, entry] of loadAll()) {
    if (entry.due === null && entry.log?.length) save(id, { ...entry, due: dueAfter(entry.log) });
  }
}
