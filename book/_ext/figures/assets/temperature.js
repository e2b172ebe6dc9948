// @ts-check
// The figure `temperature`: scores are divided by a temperature before the softmax; temperature.py computes the same.

import { fill, made, number, slider, within } from "./kit.js";
import { at, logSoftmax } from "./steps.js";

/**
 * @import { Live, Values } from "./kit.js"
 * @typedef {{symbols: string[], scores: number[], temperature: number, chances: number[]}} Data
 */

/**
 * @param {Data} data
 * @param {number} temperature
 */
export function probabilities({ scores }, temperature) {
  return Array.from(logSoftmax(scores.map((score) => score / temperature)), Math.exp);
}

/**
 * All numbers by their keys.
 * @param {Data} data
 * @param {number} temperature
 */
export function texts(data, temperature) {
  const p = probabilities(data, temperature);
  /** @type {Record<string, string>} */
  const found = Object.fromEntries(p.map((value, k) => [`p${k}`, number(value, 3)]));
  found.choices = number(Math.exp(-p.reduce((sum, value) => sum + value * Math.log(value + 1e-300), 0)));
  found.drawn = data.chances.map((chance) => {
    let [k, sum] = [0, at(p, 0)];
    while (chance >= sum && k < p.length - 1) sum += at(p, (k += 1));
    return data.symbols[k];
  }).join(" ");
  return found;
}

/**
 * @param {HTMLElement} figure
 * @param {Data} data
 * @returns {Live}
 */
export function start(figure, data) {
  let temperature = data.temperature;
  const told = made("p", { class: "temp-told" });
  told.role = "status";
  const control = slider({ label: "Temperature", min: 0.1, max: 3, step: 0.1, value: temperature, write: (value) => number(value, 1), change: (value) => {
    temperature = value;
    show();
  } });
  const stage = figure.querySelector(".live-stage");
  stage?.before(made("div", { class: "live-controls" }, control.element));
  stage?.after(told);

  function show() {
    const p = probabilities(data, temperature);
    const found = texts(data, temperature);
    fill(figure, found);
    figure.querySelectorAll(".temp-bar").forEach((bar, k) => bar instanceof HTMLElement && bar.style.setProperty("--p", at(p, k).toFixed(3)));
    told.textContent = `At temperature ${number(temperature, 1)} “${data.symbols[0]}” has ${found.p0}; it is a choice among about ${found.choices} symbols.`;
    figure.querySelector(".temp-bars")?.setAttribute("aria-label", told.textContent);
  }

  show();
  return {
    /** @param {Values} values */
    set(values) {
      temperature = within(values.temperature, 0.1, 3) ?? temperature;
      control.show(temperature);
      show();
      return told.textContent ?? "";
    },
  };
}
