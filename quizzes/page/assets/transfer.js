// @ts-check
// All that the course keeps of a reader as one file, and back: checked as a whole before anything is written.

import { gradedIn, isGraded } from "./assignments.js";
import { CODE, isCode } from "./code.js";
import { mergedEntry, mergedGraded, mergedReading } from "./merge.js";
import { ASSIGNMENT, PREFIX, READ, ROOT, SETTINGS, forget, isEntry, isReading, loadAll, names } from "./store.js";

const FORMAT = `${ROOT.slice(0, -1)} progress`;
const LARGEST = 5_000_000; // characters; more than a browser keeps

/**
 * The text of the file; answers that the browser would not keep are in it, too.
 * @param {Storage | null} storage
 * @param {number} now
 */
export function exported(storage, now) {
  const entries = names(storage).flatMap((name) => {
    const value = parsed(storage?.getItem(name) ?? null);
    return isKnown(name, value) ? [[name, value]] : [];
  });
  const items = [...loadAll(storage)].map(([id, entry]) => [PREFIX + id, entry]);
  const file = { format: FORMAT, version: 1, exported: new Date(now).toISOString(), entries: Object.fromEntries([...entries, ...items]) };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/**
 * Take a file's entries over: what this browser and the file know of an item is put together. Nothing is written unless all
 * is well.
 * @param {Storage} storage
 * @param {string} text
 * @returns {number} How many entries are new, or changed.
 */
export function imported(storage, text) {
  const changed = Object.entries(read(text)).flatMap(([name, value]) => {
    const before = storage.getItem(name);
    const after = JSON.stringify(merged(name, parsed(before), value));
    return after === before ? [] : [{ name, before, after }];
  });
  try {
    for (const { name, after } of changed) storage.setItem(name, after);
  } catch {
    for (const { name, before } of changed) {
      if (before === null) storage.removeItem(name);
      else storage.setItem(name, before);
    }
    throw new Error("This browser has no room for the file. Nothing was changed.");
  }
  return changed.length;
}

/** @param {Storage | null} storage */
export function removeAll(storage) {
  for (const id of loadAll(storage).keys()) forget(id, storage); // those, too, that the browser would not keep
  for (const name of names(storage)) storage?.removeItem(name);
}

/**
 * @param {string} text
 * @returns {Record<string, any>}
 */
function read(text) {
  if (text.length > LARGEST) throw new Error("The file is too large to be an export of this course. Nothing was changed.");
  const file = parsed(text);
  const graded = gradedIn(file);
  if (graded) return Object.fromEntries([...graded].map(([name, value]) => [ASSIGNMENT + name, value]));
  if (typeof file !== "object" || file === null || file.format !== FORMAT) {
    throw new Error("This file was not exported from this course. Nothing was changed.");
  }
  if (file.version !== 1) {
    throw new Error(`The file is of version ${String(file.version)}, expected 1. Nothing was changed.`);
  }
  if (typeof file.entries !== "object" || file.entries === null || Array.isArray(file.entries)) {
    throw new Error("The file holds no entries. Nothing was changed.");
  }
  const damaged = Object.keys(file.entries).filter((name) => !isKnown(name, file.entries[name]));
  if (damaged.length) {
    const more = damaged.length > 1 ? ` and ${damaged.length - 1} more` : "";
    throw new Error(`The entry "${damaged[0]}"${more} of the file is damaged. Nothing was changed.`);
  }
  return file.entries;
}

/** @param {string | null} text */
function parsed(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {any} value
 */
function isKnown(name, value) {
  if (name.startsWith(PREFIX)) return isEntry(value);
  if (name.startsWith(READ)) return isReading(value);
  if (name.startsWith(ASSIGNMENT)) return isGraded(value);
  if (name.startsWith(CODE)) return isCode(value);
  return name === SETTINGS && typeof value?.confidence === "boolean";
}

/**
 * @param {string} name
 * @param {any} here
 * @param {any} there
 */
function merged(name, here, there) {
  if (!isKnown(name, here)) return there;
  if (name.startsWith(PREFIX)) return mergedEntry(here, there);
  if (name.startsWith(READ)) return mergedReading(here, there);
  if (name.startsWith(CODE)) return there.last > here.last ? there : here;
  return name.startsWith(ASSIGNMENT) ? mergedGraded(here, there) : here;
}
