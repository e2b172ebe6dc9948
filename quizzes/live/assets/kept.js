// @ts-check
// Code that a reader has changed, kept in their browser; a browser that keeps nothing never breaks the page.

import { CODE, isCode } from "../../page/assets/code.js";
import { browserStorage } from "../../page/assets/store.js";

/**
 * What was kept under a name; nothing where there is none, or it is damaged.
 * @param {string} name
 * @returns {string | null}
 */
export function keptCode(name) {
  try {
    const value = JSON.parse(browserStorage()?.getItem(CODE + name) ?? "null");
    return isCode(value) ? value.code : null;
  } catch {
    return null;
  }
}

/**
 * Keep code; returns whether the browser did.
 * @param {string} name
 * @param {string} code
 */
export function keepCode(name, code) {
  try {
    const place = browserStorage();
    place?.setItem(CODE + name, JSON.stringify({ code, last: Date.now() }));
    return place !== null;
  } catch {
    return false; // full, or refused
  }
}

/** @param {string} name */
export function forgetCode(name) {
  try {
    browserStorage()?.removeItem(CODE + name);
  } catch {
    // nothing was kept
  }
}

/**
 * A short name of a text: where the book changes a cell, what was kept of the old one is not put into the new one.
 * @param {string} text
 */
export function digest(text) {
  let [a, b] = [0x811c9dc5, 0x1234567];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    a = Math.imul(a ^ code, 0x01000193) >>> 0;
    b = Math.imul(b ^ code, 0x85ebca6b) >>> 0;
  }
  return a.toString(36) + b.toString(36);
}
