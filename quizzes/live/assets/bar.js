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

/** @param {number} share Of Python's files that is there. */
export function fetching(share) {
  if (share >= 1) return "Python is here, and is being started.";
  return `Fetching Python from this site, once: ${Math.round(100 * share)} % of ${inMegabytes(CORE_BYTES)}.`;
}

/** @param {unknown} error That ended a run. */
export function inWords(error) {
  if (error instanceof NoPython) return error.message;
  if (error instanceof Error) return `The page failed: ${error.name}: ${error.message}`;
  return `The page failed: ${typeof error === "object" ? JSON.stringify(error) : String(error)}`;
}
