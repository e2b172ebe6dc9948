// @ts-check
// The figure `unrolled`: four steps forwards, the loss, four steps back, the sum; unrolled.py computes the same.

import { describe, fill, made, number, select, slider, within } from "./kit.js";
import { stepper } from "./stepper.js";

/**
 * @import { Live, Values } from "./kit.js"
 * @typedef {{x: number[], w_x: number, w_h: number, wanted: number, last: number}} Data
 */

/**
 * All numbers by their keys.
 * @param {Data} data
 * @param {number} w
 * @param {number} reach How many steps the gradient goes back.
 */
export function texts({ x, w_x, wanted }, w, reach) {
  const T = x.length;
  /** @type {number[]} */
  const h = [];
  for (const input of x) h.push(Math.tanh(w_x * input + w * (h.at(-1) ?? 0)));
  /** @type {Record<string, string>} */
  const found = {};
  h.forEach((value, t) => (found[`h${t + 1}`] = number(value)));
  const end = h.at(-1) ?? 0;
  found.loss = number((end - wanted) ** 2 / 2, 3);
  let [dh, sum] = [end - wanted, 0];
  for (let t = T - 1; t >= 0; t--) {
    if (t < T - reach) {
      Object.assign(found, { [`dh${t + 1}`]: "cut", [`dz${t + 1}`]: "–", [`part${t + 1}`]: "–" });
      continue;
    }
    const dz = dh * (1 - (h[t] ?? 0) ** 2);
    const part = dz * (t ? h[t - 1] ?? 0 : 0);
    Object.assign(found, { [`dh${t + 1}`]: number(dh, 3), [`dz${t + 1}`]: number(dz, 3), [`part${t + 1}`]: number(part, 3) });
    sum += part;
    dh = w * dz;
  }
  found.sum = number(sum, 3);
  return found;
}

/**
 * What happens at a place of the clock.
 * @param {number} at
 * @param {Record<string, string>} found
 * @param {Data} data
 */
export function says(at, found, { x, wanted, w_x }) {
  const T = x.length;
  if (!at) return "Nothing has been read. One set of weights will serve all four steps.";
  if (at <= T) return `Forwards, step ${at}: h${at} = tanh(${number(w_x, 1)} x${at} + w h${at - 1}) = ${found[`h${at}`]}.`;
  if (at === T + 1) return `The loss: half of the square of h${T} − ${number(wanted, 0)}, ${found.loss}.`;
  const t = 2 * T + 2 - at;
  const cut = x.filter((_, k) => found[`dh${k + 1}`] === "cut").length;
  if (t < 1 && cut) return `Of the four parts of the gradient ${cut} were cut off; the rest comes to ${found.sum}.`;
  if (t < 1) return `One weight, used four times: its gradient is the sum of the four parts, ${found.sum}.`;
  if (found[`dh${t}`] === "cut") return `Back, step ${t}: nothing comes here. The gradient was cut.`;
  const from = t === T ? "from the loss" : `through w and the tanh of step ${t + 1}`;
  return `Back, step ${t}: ${found[`dh${t}`]} comes ${from}. Through the tanh ${found[`dz${t}`]} is left, and times h${t - 1} it is this step's part: ${found[`part${t}`]}.`;
}

/**
 * @param {HTMLElement} figure
 * @param {Data} data
 * @returns {Live}
 */
export function start(figure, data) {
  let [w, reach] = [data.w_h, data.x.length];
  const told = made("p", { class: "un-told" });
  told.role = "status";
  const clock = stepper({ label: "Step", last: data.last, value: data.last, change: () => show() });
  const weight = slider({ label: "recurrent weight w", min: 0, max: 2, step: 0.1, value: w, write: (value) => number(value, 1), change: (value) => {
    w = value;
    show();
  } });
  const cut = select({
    label: "The gradient goes back", value: String(reach),
    options: [["4", "to the first step"], ["2", "two steps, then it is cut"], ["1", "one step, then it is cut"]],
    change: (value) => {
      reach = Number(value);
      show();
    },
  });
  const stage = figure.querySelector(".live-stage");
  stage?.before(clock.element, made("div", { class: "live-controls" }, weight.element, cut.element));
  stage?.after(told);

  function show() {
    const found = texts(data, w, reach);
    fill(figure, found);
    for (const part of figure.querySelectorAll(".un-part")) {
      const at = Number(part.getAttribute("data-at"));
      part.classList.toggle("un-todo", at > clock.value);
      part.classList.toggle("un-now", at === clock.value);
    }
    told.textContent = says(clock.value, found, data);
    clock.input.setAttribute("aria-valuetext", told.textContent);
    describe(figure, told.textContent);
  }

  show();
  return {
    /** @param {Values} values */
    set(values) {
      w = within(values.w, 0, 2) ?? w;
      reach = Math.round(within(values.reach, 1, data.x.length) ?? reach);
      weight.show(w);
      cut.show(String(reach));
      clock.set(Math.round(within(values.step, 0, data.last) ?? clock.value));
      show();
      return says(clock.value, texts(data, w, reach), data);
    },
  };
}
