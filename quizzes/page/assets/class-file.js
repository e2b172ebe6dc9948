// @ts-check
// What a learner may hand to an instructor: plain JSON, made at their wish, without times and without the answers themselves.

import { isRecalled } from "./measure.js";
import { ROOT, loadAll, loadReading } from "./store.js";

/** @import { Site } from "./site.js" */

const FORMAT = `${ROOT.slice(0, -1)} class progress`; // the course's own: a file of another course is told apart

/**
 * The text of the file.
 * @param {Site} site
 * @param {string} student As the course knows them.
 * @param {number} now
 */
export function classFile(site, student, now) {
  const all = loadAll();
  /** @type {Record<string, object>} */
  const items = {};
  for (const { id, hashes } of site.pages.flatMap((page) => page.items)) {
    const entry = all.get(id);
    if (!entry || !(entry.attempts || entry.log?.length) || (hashes.length && !hashes.includes(entry.hash))) continue;
    const log = entry.log ?? [];
    items[id] = {
      attempts: entry.attempts, sittings: log.length, firstRight: (log[0]?.[1] ?? 0) > 2, lastRight: isRecalled(entry), met: entry.met ?? [],
      sure: (entry.judged ?? []).map(([sure, right]) => [sure, right]),
    }; // prettier-ignore
  }
  const read = site.pages.filter(({ name }) => loadReading(name)?.end).map(({ name }) => name);
  return `${JSON.stringify({ format: FORMAT, version: 1, student, made: new Date(now).toISOString().slice(0, 10), read, items }, null, 1)}\n`;
}
