// @ts-check
// The figure `collapse`: a path is typed, its repeats are merged, its blanks left out; collapse.py counts the same paths.

import { fill, made, within } from "./kit.js";
import { stepper } from "./stepper.js";

/**
 * @import { Live, Values } from "./kit.js"
 * @typedef {{path: string, longest: number, blank: string}} Data
 */

/**
 * Each step's symbol and what becomes of it.
 * @param {string} path
 * @param {string} blank
 * @returns {[string, "repeat" | "blank" | "kept"][]}
 */
export function fates(path, blank) {
  return [...path].map((symbol, t) => [symbol, t && symbol === path[t - 1] ? "repeat" : symbol === blank ? "blank" : "kept"]);
}

/**
 * How many paths of T steps say a word.
 * @param {number} T
 * @param {string} word
 * @param {string} blank
 */
export function paths(T, word, blank) {
  const symbols = [blank, ...[...word].flatMap((letter) => [letter, blank])];
  /** @type {number[]} */
  let ways = symbols.map((_, s) => (s < 2 ? 1 : 0));
  const from = (/** @type {number} */ s) => ways[s] ?? 0;
  for (let t = 1; t < T; t++) {
    ways = symbols.map((symbol, s) => from(s) + from(s - 1) + (symbol !== blank && symbol !== symbols[s - 2] ? from(s - 2) : 0));
  }
  return T ? from(symbols.length - 1) + from(symbols.length - 2) : Number(!word);
}

/**
 * @param {HTMLElement} figure
 * @param {Data} data
 * @returns {Live}
 */
export function start(figure, data) {
  const told = made("p", { class: "ctc-told" });
  told.role = "status";
  const id = `${figure.id}-path`;
  const input = made("input", { type: "text", id, value: data.path, maxlength: data.longest, autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  const clock = stepper({ label: "Stage", last: 2, value: 2, change: () => show() });
  input.addEventListener("input", () => show());
  const field = made("div", { class: "live-control" }, made("label", { for: id }, `A path; ${data.blank} is the blank`), " ", input);
  const stage = figure.querySelector(".live-stage");
  stage?.before(made("div", { class: "live-controls" }, field), clock.element);
  stage?.after(told);

  function show() {
    const path = input.value.trim().toLowerCase();
    const all = fates(path, data.blank);
    const at = clock.value;
    const left = all.filter(([, fate]) => !(at > 0 && fate === "repeat") && !(at > 1 && fate === "blank"));
    figure.querySelector(".ctc-path")?.replaceChildren(...all.map(([symbol, fate]) => {
      const gone = at > 0 && (fate === "repeat" || (at > 1 && fate === "blank"));
      return made("span", { class: `ctc-chip ${gone ? `ctc-${fate}` : fate === "blank" ? "" : "ctc-kept"}` }, made("b", {}, symbol));
    }));
    const shown = left.map(([symbol]) => symbol).join("");
    const word = figure.querySelector(".ctc-word");
    if (word) word.textContent = shown || " ";
    const says = all.filter(([, fate]) => fate === "kept").map(([symbol]) => symbol).join("");
    const count = paths(path.length, says, data.blank);
    told.textContent = !path ? "Type a path, such as cc-aa-tt." : [
      `One symbol a step: ${path.length} steps.`,
      `Repeats are merged: ${shown}. A letter that stands twice in a row in the word needs a blank between.`,
      `Blanks are left out: it says “${shown}”. ${count.toLocaleString("en")} path${count === 1 ? "" : "s"} of ${path.length} steps say${count === 1 ? "s" : ""} that.`,
    ][at] ?? "";
    clock.input.setAttribute("aria-valuetext", told.textContent);
    figure.querySelector(".ctc-drawing")?.setAttribute("aria-label", told.textContent);
    fill(figure, { word: says, paths: String(count) });
  }

  show();
  return {
    /** @param {Values} values */
    set(values) {
      if (values.path) input.value = values.path.slice(0, data.longest);
      clock.set(Math.round(within(values.step, 0, 2) ?? clock.value));
      show();
      return told.textContent ?? "";
    },
  };
}
