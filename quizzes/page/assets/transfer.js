// @ts-check
// All that the course keeps of a reader as one file, and back: checked as a whole before anything is written.

import { PREFIX, READ, SETTINGS, isEntry, isReading, names } from "./store.js";

const FORMAT = "recurrent-course progress";
const LARGEST = 5_000_000; // characters; more than a browser keeps

/**
 * The text of the file.
 * @param {Storage} storage
 * @param {number} now
 */
export function exported(storage, now) {
  const entries = names(storage).flatMap((name) => {
    const value = parsed(storage.getItem(name));
    return isKnown(name, value) ? [[name, value]] : [];
  });
  const file = { format: FORMAT, version: 1, exported: new Date(now).toISOString(), entries: Object.fromEntries(entries) };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/**
 * Take a file's entries over; of two about the same item the later one stays. Nothing is written unless all is well.
 * @param {Storage} storage
 * @param {string} text
 * @returns {number} How many entries were taken over.
 */
export function imported(storage, text) {
  const entries = Object.entries(read(text));
  const taken = entries.filter(([name, value]) => newer(value, parsed(storage.getItem(name))));
  /** @type {[string, string | null][]} */
  const before = taken.map(([name]) => [name, storage.getItem(name)]);
  try {
    for (const [name, value] of taken) storage.setItem(name, JSON.stringify(value));
  } catch {
    for (const [name, value] of before) {
      if (value === null) storage.removeItem(name);
      else storage.setItem(name, value);
    }
    throw new Error("This browser has no room for the file. Nothing was changed.");
  }
  return taken.length;
}

/** @param {Storage} storage */
export function removeAll(storage) {
  for (const name of names(storage)) storage.removeItem(name);
}

/**
 * @param {string} text
 * @returns {Record<string, any>}
 */
function read(text) {
  if (text.length > LARGEST) throw new Error("The file is too large to be an export of this course. Nothing was changed.");
  const file = parsed(text);
  if (typeof file !== "object" || file === null || file.format !== FORMAT) {
    throw new Error("The file is no export of this course. Nothing was changed.");
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
  return name === SETTINGS && typeof value?.confidence === "boolean";
}

/**
 * @param {any} value
 * @param {any} old
 */
function newer(value, old) {
  if (isEntry(value)) return !isEntry(old) || value.last > old.last;
  if (isReading(value)) return !isReading(old) || (old.end === null && value.end !== null);
  return true;
}
