// @ts-check
// What the bars of cells and of tasks share: buttons with names of their own, and a line that says how it goes.

import { CORE_BYTES, inMegabytes } from "./built.js";
import { NoPython } from "./engine.js";
import { made } from "../../page/assets/site.js";

/**
 * @param {string} text
 * @param {string} label For those who hear the page: which of the many buttons of this text it is.
 * @param {() => void} action
 */
export function control(text, label, action) {
  const element = made("button", text);
  element.type = "button";
  element.setAttribute("aria-label", label);
  element.addEventListener("click", action);
  return element;
}

/** The line that says how it goes. */
export function statusLine() {
  const line = made("span", "", "py-status");
  line.setAttribute("role", "status");
  return line;
}

/**
 * @param {HTMLElement} line
 * @param {string} text
 * @param {boolean} aloud
 */
export function say(line, text, aloud) {
  line.ariaLive = aloud ? "polite" : "off";
  line.textContent = text;
}

const region = made("div", "", "quiz-unseen");
region.setAttribute("role", "status");
document.body.append(region);
let here = true; // Python, as far as the reader was told

/**
 * Say what is seen elsewhere to those who hear the page.
 * @param {string} text
 */
export function aloud(text) {
  region.textContent = text;
}

/**
 * How much is there, for a line that is seen; that it begins and that it ends is heard, too.
 * @param {number} share Of Python's files that is there.
 */
export function fetching(share) {
  const done = share >= 1;
  if (done !== here) aloud(done ? "Python is here." : `Fetching Python from this site, once: about ${inMegabytes(CORE_BYTES)}.`);
  here = done;
  if (done) return "Python is here, and is being started.";
  return `Fetching Python from this site, once: ${Math.round(100 * share)}% of ${inMegabytes(CORE_BYTES)}.`;
}

/** @param {unknown} error That ended a run. */
export function inWords(error) {
  if (error instanceof NoPython) return error.message;
  if (error instanceof Error) return `The page failed: ${error.name}: ${error.message}`;
  return `The page failed: ${typeof error === "object" ? JSON.stringify(error) : String(error)}`;
}
