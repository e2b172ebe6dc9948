// @ts-check
// The figure `threshold`: a level is moved over what a trigger hears; threshold.py counts the same.

import { describe, fill, made, number, slider, within } from "./kit.js";

/**
 * @import { Live, Values } from "./kit.js"
 * @typedef {{p: number[], ends: number[], late: number, level: number, top: number, high: number, left: number}} Data
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * The steps at which a word is heard, and those of false alarms.
 * @param {Data} data
 * @param {number} level
 */
export function heard({ p, ends, late }, level) {
  /** @type {{right: number[], wrong: number[]}} */
  const found = { right: [], wrong: [] };
  let open = [...ends];
  for (let t = 1; t < p.length; t++) {
    if (!((p[t] ?? 0) > level && level >= (p[t - 1] ?? 0))) continue;
    const match = open.filter((end) => t >= end && t - end <= late);
    (match.length ? found.right : found.wrong).push(t);
    open = open.filter((end) => !match.includes(end));
  }
  return found;
}

/**
 * @param {HTMLElement} figure
 * @param {Data} data
 * @returns {Live}
 */
export function start(figure, data) {
  let level = data.level;
  const told = made("p", { class: "thr-told" });
  told.role = "status";
  const control = slider({ label: "Threshold", min: 0.02, max: 0.98, step: 0.01, value: level, write: (value) => number(value), change: (value) => {
    level = value;
    show();
  } });
  const stage = figure.querySelector(".live-stage");
  stage?.before(made("div", { class: "live-controls" }, control.element));
  stage?.after(told);

  function show() {
    const { right, wrong } = heard(data, level);
    for (const svg of figure.querySelectorAll("svg.thr-drawing")) {
      const width = Number((svg.getAttribute("viewBox") ?? "").split(" ")[2]);
      const step = (width - data.left - 6) / data.p.length;
      const y = data.top + data.high * (1 - level);
      svg.querySelector(".thr-level")?.setAttribute("d", `M${data.left} ${y}H${width - 6}`);
      const marks = [...right.map((t) => mark("circle", { cx: data.left + step * t, cy: 10, r: 5, class: "thr-right" })),
        ...wrong.map((t) => mark("path", { d: `M${data.left + step * t - 4} 6l8 8m0 -8l-8 8`, class: "thr-false" }))];
      svg.querySelector(".thr-marks")?.replaceChildren(...marks);
    }
    const says = `At a threshold of ${number(level)}: ${right.length} of ${data.ends.length} words are heard, ${wrong.length} false alarm${wrong.length === 1 ? "" : "s"}.`;
    told.textContent = says;
    describe(figure, says);
    fill(figure, { right: String(right.length), missed: String(data.ends.length - right.length), false: String(wrong.length) });
  }

  show();
  return {
    /** @param {Values} values */
    set(values) {
      level = within(values.level, 0.02, 0.98) ?? level;
      control.show(level);
      show();
      return told.textContent ?? "";
    },
  };
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 */
function mark(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}
