// @ts-check
// The figure `scan`: a clock moves both ways of computing a linear recurrence.

import { describe, fill, made, select, within } from "./kit.js";
import { stepper } from "./stepper.js";

/**
 * @import { Live, Values } from "./kit.js"
 * @typedef {{T: number, rounds: number, factors: [name: string, words: string, texts: Record<string, string>][]}} Data
 */

/**
 * What has been done after so many steps; scan.py says the same.
 * @param {number} step
 * @param {Data} data
 */
export function says(step, { T, rounds }) {
  const done = Math.min(step, rounds);
  const loop = step === 0 ? "the loop has begun" : `the loop has ${step} of ${T} states`;
  let rest = step ? `the rounds have the first ${Math.min(2 ** done, T)}` : "so have the rounds";
  if (done === rounds) rest = `the rounds have all ${T}, after ${rounds}`;
  return `At tick ${step} of the clock ${loop}, and ${rest}.`;
}

/**
 * @param {HTMLElement} figure
 * @param {Data} data
 * @returns {Live}
 */
export function start(figure, data) {
  let factors = data.factors[0]?.[0] ?? "";
  const told = made("p", { class: "scan-told" });
  const clock = stepper({ label: "Clock", last: data.T, value: data.T, change: () => show() });
  const choice = select({
    label: "What stays of the state",
    options: data.factors.map(([name, words]) => [name, words]),
    value: factors,
    change: (value) => {
      factors = value;
      show();
    },
  });
  const stage = figure.querySelector(".live-stage");
  stage?.before(made("div", { class: "live-controls" }, choice.element), clock.element);
  stage?.after(told);

  function show() {
    const step = clock.value;
    const texts = data.factors.find(([name]) => name === factors)?.[2] ?? {};
    fill(figure, texts);
    for (const part of figure.querySelectorAll(".scan-part")) {
      const place = Number(part.getAttribute("data-loop") ?? part.getAttribute("data-round"));
      part.classList.toggle("scan-todo", place > step);
      part.classList.toggle("scan-now", place === step && step > 0);
    }
    told.textContent = says(step, data);
    clock.input.setAttribute("aria-valuetext", says(step, data));
    const states = Array.from({ length: data.T }, (_, t) => texts[`h${t}`]).slice(0, step);
    describe(figure, `${says(step, data)}${states.length ? ` The states are ${states.join(", ")}.` : ""}`);
  }

  show();
  return {
    /** @param {Values} values */
    set(values) {
      if (values.factors && data.factors.some(([name]) => name === values.factors)) factors = values.factors;
      choice.show(factors);
      clock.set(Math.round(within(values.step, 0, data.T) ?? clock.value));
      show();
      return says(clock.value, data);
    },
  };
}
