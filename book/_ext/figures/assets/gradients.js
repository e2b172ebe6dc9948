// @ts-check
// The figure "gradient x-ray": the reader guesses how much of each gradient is left, then sees it and moves what it depends on.

import { jacobianNorms } from "./jacobians.js";
import { button, checkbox, describe, fill, made, number, slider } from "./kit.js";
import { at, matrix } from "./steps.js";

/**
 * @import { Live, Values } from "./kit.js"
 * @import { Kind } from "./jacobians.js"
 * @import { Weights } from "./steps.js"
 *
 * @typedef {{name: string, short: string, words: string, concept: string}} Curve
 *
 * @typedef {object} Data
 * @property {number[][]} x
 * @property {Record<Kind, {W_x: number[][], W_h: number[][], b: number[], b_h?: number[]}>} params
 * @property {Curve[]} curves The last is the product of the forget gates.
 * @property {number} low
 * @property {number} high
 * @property {number} longest
 * @property {number[]} distances
 * @property {number} bias
 * @property {[number, number]} biases
 * @property {number} length
 * @property {[number, number]} lengths
 * @property {number} scale
 * @property {[number, number]} scales
 *
 * @typedef {{bias: number, length: number, scale: number}} Setting
 * @typedef {Record<string, Float64Array>} Norms
 */

const SVG = "http://www.w3.org/2000/svg";
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @param {number} exponent */
function raised(exponent) {
  return `${exponent < 0 ? "⁻" : ""}${[...String(Math.abs(exponent))].map((digit) => RAISED[Number(digit)]).join("")}`;
}

/**
 * A number of any size with two digits; gradients.py does the same.
 * @param {number} value
 */
export function power(value) {
  if (value === 0) return "0";
  let exponent = Math.floor(Math.log10(value));
  let first = (value / 10 ** exponent).toFixed(1);
  if (first === "10.0") [first, exponent] = ["1.0", exponent + 1];
  if (exponent > -3 && exponent < 3) return value.toFixed(Math.max(1 - exponent, 0));
  return `${first}·10${raised(exponent)}`;
}

/**
 * A guess, which is a power of ten: 10⁻³ or, half a power further, 3·10⁻³.
 * @param {number} exponent
 */
function guessed(exponent) {
  const whole = Math.floor(exponent);
  const first = exponent > whole ? "3" : "1";
  if (whole === 0) return first;
  if (whole === -1) return `0.${first}`;
  if (whole === 1) return `${first}0`;
  return first === "1" ? `10${raised(whole)}` : `${first}·10${raised(whole)}`;
}

/**
 * What stands above the plot; gradients.py writes the same.
 * @param {Setting} setting
 */
function settingInWords({ bias, length, scale }) {
  return `forget bias ${number(bias, 1)}, ${length} steps, W_h times ${number(scale)}`;
}

/**
 * The norms against distance of each curve; gradients.py does the same.
 * @param {Data} data
 * @param {Setting} setting
 * @returns {Norms}
 */
export function measure(data, { bias, length, scale }) {
  const x = data.x.slice(data.x.length - length);
  /** @param {Kind} kind */
  const norms = (kind) => {
    const { W_x, W_h, b, b_h } = data.params[kind];
    const H = W_h.length;
    const [first, last] = kind === "LSTM" ? [H, 2 * H] : kind === "GRU" ? [0, H] : [0, 0];
    /** @type {Weights} */
    const weights = {
      W_x: matrix(W_x),
      W_h: matrix(W_h.map((row) => row.map((weight) => weight * scale))),
      b: b.map((value, k) => (k >= first && k < last ? bias : value)),
      ...(b_h ? { b_h } : {}),
    };
    return jacobianNorms(kind, weights, x);
  };
  const nothing = new Float64Array();
  const { dh, dc, forget } = norms("LSTM");
  return { rnn: norms("RNN").dh, gru: norms("GRU").dh, h: dh, c: dc ?? nothing, f: forget ?? nothing };
}

/**
 * Move heights apart until none is closer to another than the gap; gradients.py does the same.
 * @param {Map<string, number>} ends
 * @param {number} most
 */
function apart(ends, most, gap = 14) {
  const order = [...ends].sort((one, other) => one[1] - other[1]).map(([name, y]) => ({ name, y: Math.min(Math.max(y, 0), most) }));
  order.forEach((each, k) => (each.y = Math.max(each.y, (order[k - 1]?.y ?? -gap) + gap)));
  order.reverse().forEach((each, k) => (each.y = Math.min(each.y, (order[k - 1]?.y ?? most + gap) - gap)));
  return new Map(order.map(({ name, y }) => [name, y]));
}

/**
 * @param {HTMLElement} figure
 * @param {Data} data
 * @returns {Live}
 */
export function start(figure, data) {
  const live = new Gradients(figure, data);
  return { set: (values) => live.set(values) };
}

class Gradients {
  /**
   * @param {HTMLElement} figure
   * @param {Data} data
   */
  constructor(figure, data) {
    this.figure = figure;
    this.data = data;
    /** @type {Setting} */
    this.setting = { bias: data.bias, length: data.length, scale: data.scale };
    this.guessing = true;
    this.before = true; // whether the reader guessed when the page was printed
    this.product = false;
    this.curves = data.curves.slice(0, -1);
    /** @type {Map<string, number>} Exponents of ten. */
    this.guess = new Map(this.curves.map(({ name }) => [name, 0]));
    this.guessedFor = "";
    this.norms = measure(data, this.setting);

    this.controls = {
      bias: this.slider("Forget bias", "bias", data.biases, 0.5, (value) => number(value, 1), "f"),
      length: this.slider("Length T", "length", data.lengths, 1, (value) => number(value, 0)),
      scale: this.slider("W_h times", "scale", data.scales, 0.25, (value) => number(value)),
    };
    this.beside = checkbox({ label: "the product of the forget gates beside it", value: false, change: (on) => this.show({ product: on }) });
    this.ask = made("p", { class: "gradients-ask" });
    this.reveal = button("Show what happens", () => this.turn(false));
    this.again = button("Guess again", () => this.turn(true));
    this.result = made("p", { class: "gradients-result" });
    this.result.role = "status";
    /** @type {Map<string, ReturnType<typeof slider>>} */
    this.guesses = new Map();
    /** @type {Map<string, {told: HTMLElement, row: HTMLElement}>} */
    this.rows = new Map();
    const list = made("div", { class: "gradients-rows" });
    for (const curve of this.curves) list.append(this.makeRow(curve));

    const stage = figure.querySelector(".live-stage");
    const { bias, length, scale } = this.controls;
    stage?.before(made("div", { class: "live-controls gradients-controls" }, bias.element, length.element, scale.element));
    stage?.after(made("div", { class: "gradients-panel" }, this.ask, list,
      made("div", { class: "live-controls" }, this.reveal, this.again, this.beside.element), this.result));
    for (const plot of figure.querySelectorAll(".gradients-plot")) this.makeLines(/** @type {SVGSVGElement} */ (plot));
    for (const group of figure.querySelectorAll(".gradients-labels")) {
      const { name, short, concept } = /** @type {Curve} */ (data.curves.at(-1));
      const label = document.createElementNS(SVG, "text");
      label.setAttribute("class", "gradients-label");
      Object.assign(label.dataset, { curve: name, concept });
      label.textContent = short;
      group.append(label);
    }
    // On paper the truth is shown, as it is without script.
    addEventListener("beforeprint", () => this.print(false));
    addEventListener("afterprint", () => this.print(true));
    this.draw();
  }

  /** @param {boolean} over */
  print(over) {
    if (!over) [this.before, this.guessing] = [this.guessing, false];
    else this.guessing = this.before;
    this.draw();
  }

  /**
   * @param {string} label
   * @param {keyof Setting} name
   * @param {[number, number]} range
   * @param {number} step
   * @param {(value: number) => string} write
   * @param {string} [concept]
   */
  slider(label, name, [min, max], step, write, concept) {
    return slider({
      label, min, max, step, value: this.setting[name], write, ...(concept ? { concept } : {}),
      change: (value) => this.show({ setting: { ...this.setting, [name]: value } }),
    });
  }

  /** @param {Curve} curve */
  makeRow(curve) {
    const { low, high } = this.data;
    const one = slider({
      label: curve.short, min: low, max: high, step: 0.5, value: 0, write: guessed,
      change: (exponent) => this.show({ guess: [curve.name, exponent] }),
    });
    const sample = document.createElementNS(SVG, "svg");
    sample.setAttribute("class", "gradients-sample");
    sample.setAttribute("viewBox", "0 0 34 8");
    sample.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", "M1 4H33");
    path.setAttribute("class", "gradients-line");
    path.dataset.curve = curve.name;
    sample.append(path);
    one.label.prepend(sample);
    const told = made("p", { class: "gradients-told" });
    const row = made("div", { class: "gradients-row", "data-concept": curve.concept }, one.element, told);
    this.guesses.set(curve.name, one);
    this.rows.set(curve.name, { told, row });
    return row;
  }

  /**
   * Into each plot: the reader's guesses with a handle each, and the product of the forget gates.
   * @param {SVGSVGElement} plot
   */
  makeLines(plot) {
    this.data.curves.forEach((curve, k) => {
      const last = k === this.curves.length;
      const line = document.createElementNS(SVG, "path");
      line.setAttribute("class", last ? "gradients-line" : "gradients-guess");
      Object.assign(line.dataset, { curve: curve.name, concept: curve.concept });
      plot.append(line);
      if (last) return;
      const handle = document.createElementNS(SVG, "g");
      handle.setAttribute("class", "gradients-handle");
      Object.assign(handle.dataset, { curve: curve.name, concept: curve.concept, at: String(1 - 0.2 * k) });
      for (const [className, r] of /** @type {const} */ ([["gradients-grip", 15], ["gradients-knob", 6]])) {
        const circle = document.createElementNS(SVG, "circle");
        circle.setAttribute("class", className);
        circle.setAttribute("r", String(r));
        handle.append(circle);
      }
      this.listen(handle, plot, curve.name);
      plot.append(handle);
    });
  }

  /**
   * Drag a handle up and down.
   * @param {SVGGElement} handle
   * @param {SVGSVGElement} plot
   * @param {string} name
   */
  listen(handle, plot, name) {
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      event.preventDefault();
      this.guesses.get(name)?.input.focus({ preventScroll: true });
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      // The plot's own box would hold what is cut off, so its place is taken from the whole drawing's.
      const drawing = /** @type {SVGSVGElement} */ (plot.ownerSVGElement);
      const box = drawing.getBoundingClientRect();
      const y = ((event.clientY - box.top) / box.height) * drawing.viewBox.baseVal.height - plot.y.baseVal.value;
      const { low, high } = this.data;
      const here = high - (y / Number(plot.dataset.height)) * (high - low);
      const exponent = Math.round((2 * here) / Number(handle.dataset.at)) / 2;
      this.show({ guess: [name, Math.min(high, Math.max(low, exponent))] });
    });
  }

  /**
   * @param {{setting?: Setting, guess?: [string, number], product?: boolean}} change
   */
  show({ setting, guess, product }) {
    if (setting) {
      this.setting = setting;
      this.norms = measure(this.data, setting);
    }
    if (guess) this.guess.set(...guess);
    if (product !== undefined) this.product = product;
    this.draw();
  }

  /** @param {boolean} guessing */
  turn(guessing) {
    this.guessing = guessing;
    if (!guessing) this.guessedFor = JSON.stringify(this.setting);
    this.draw();
    this.result.textContent = guessing ? "" : this.summary();
    (guessing ? this.reveal : this.again).focus();
  }

  draw() {
    const { setting, guessing, data } = this;
    for (const name of /** @type {const} */ (["bias", "length", "scale"])) this.controls[name].show(setting[name]);
    this.figure.dataset.phase = guessing ? "guess" : "truth";
    this.figure.toggleAttribute("data-product", this.product && !guessing);
    this.figure.toggleAttribute("data-compared", this.compared());
    this.ask.textContent = guessing
      ? `Guess first: of a gradient of 1 at the last step, how much is left ${setting.length} steps back? Drag the lines or move the sliders.`
      : `Of a gradient of 1 at the last step, left ${setting.length} steps back:`;
    this.reveal.hidden = !guessing;
    this.again.hidden = guessing;
    this.beside.element.hidden = guessing;
    this.beside.show(this.product);
    for (const curve of this.curves) this.tell(curve);
    for (const plot of this.figure.querySelectorAll(".gradients-plot")) this.plot(/** @type {SVGSVGElement} */ (plot));
    for (const group of this.figure.querySelectorAll(".gradients-labels")) this.label(group);
    for (const rect of this.figure.querySelectorAll(".gradients-beyond")) {
      const [left, width] = [Number(rect.getAttribute("data-left")), Number(rect.getAttribute("data-width"))];
      const x = (setting.length / data.longest) * width;
      rect.setAttribute("x", String(left + x));
      rect.setAttribute("width", String(width - x));
    }
    this.write();
  }

  /** Whether the guesses were made for what is shown. */
  compared() {
    return !this.guessing && this.guessedFor === JSON.stringify(this.setting);
  }

  /** @param {Curve} curve */
  tell(curve) {
    const { told } = /** @type {{told: HTMLElement}} */ (this.rows.get(curve.name));
    const exponent = this.guess.get(curve.name) ?? 0;
    this.guesses.get(curve.name)?.show(exponent);
    const value = this.left(curve.name);
    const compared = this.compared() ? ` (you guessed ${guessed(exponent)}: ${judged(exponent, value)})` : "";
    told.replaceChildren(made("b", {}, power(value)), compared);
  }

  /** What is left at the first step. @param {string} name */
  left(name) {
    return at(this.norms[name] ?? [], this.setting.length);
  }

  /** @param {SVGSVGElement} plot */
  plot(plot) {
    const { data, setting } = this;
    const [width, height] = [Number(plot.dataset.width), Number(plot.dataset.height)];
    /** @param {number} exponent */
    const down = (exponent) => ((data.high - exponent) / (data.high - data.low)) * height;
    const end = (setting.length / data.longest) * width;
    for (const line of plot.querySelectorAll(".gradients-line")) {
      const values = this.norms[line.getAttribute("data-curve") ?? ""] ?? new Float64Array();
      const points = Array.from(values, (value, d) => {
        const exponent = value > 0 ? Math.max(Math.log10(value), 4 * data.low) : 4 * data.low;
        return `${((d / data.longest) * width).toFixed(1)} ${down(exponent).toFixed(1)}`;
      });
      line.setAttribute("d", `M${points.join("L")}`);
    }
    for (const line of plot.querySelectorAll(".gradients-guess")) {
      const exponent = this.guess.get(line.getAttribute("data-curve") ?? "") ?? 0;
      line.setAttribute("d", `M0 ${down(0)}L${end} ${down(exponent)}`);
    }
    for (const handle of /** @type {NodeListOf<SVGGElement>} */ (plot.querySelectorAll(".gradients-handle"))) {
      const [share, exponent] = [Number(handle.dataset.at), this.guess.get(handle.dataset.curve ?? "") ?? 0];
      handle.setAttribute("transform", `translate(${share * end} ${down(share * exponent)})`);
    }
  }

  /** @param {Element} group */
  label(group) {
    const { data, setting } = this;
    const plot = group.parentElement?.querySelector(".gradients-plot");
    const [width, height] = [Number(plot?.getAttribute("data-width")), Number(plot?.getAttribute("data-height"))];
    const [left, top] = [Number(group.getAttribute("data-left")), Number(group.getAttribute("data-top"))];
    /** @type {Map<string, number>} */
    const ends = new Map();
    /** @type {Map<string, number>} How far a line runs: to the first step, or out of the plot. */
    const reach = new Map();
    for (const { name } of this.product && !this.guessing ? data.curves : this.curves) {
      const exponent = this.guessing ? this.guess.get(name) ?? 0 : Math.max(Math.log10(this.left(name)), 4 * data.low);
      ends.set(name, ((data.high - exponent) / (data.high - data.low)) * height);
      const out = this.guessing ? -1 : (this.norms[name] ?? []).findIndex((value) => value < 10 ** data.low);
      reach.set(name, out < 0 ? setting.length : out);
    }
    const heights = apart(ends, height);
    for (const label of group.children) {
      const name = label.getAttribute("data-curve") ?? "";
      label.setAttribute("x", String(left + ((reach.get(name) ?? 0) / data.longest) * width + (this.guessing ? 12 : 6)));
      label.setAttribute("y", String(top + (heights.get(name) ?? 0) + 4));
    }
  }

  /** Write the table and what the drawing says. */
  write() {
    const { data, norms, setting } = this;
    /** @type {Record<string, string>} */
    const texts = {};
    for (const { name } of data.curves) {
      for (const d of data.distances) texts[`${name}${d}`] = d <= setting.length ? power(at(norms[name] ?? [], d)) : "–";
    }
    texts.setting = settingInWords(setting);
    fill(this.figure, texts);
    const title = this.figure.querySelector(".live-numbers caption");
    if (title) title.textContent = `What is left: ${texts.setting}`;
    const says = this.guessing ? `Your guesses of what is left ${setting.length} steps back: ${this.guessesInWords()}.` : this.summary();
    describe(this.figure, says);
    if (!this.guessing) {
      for (const { input } of Object.values(this.controls)) {
        input.setAttribute("aria-valuetext", `${input.nextElementSibling?.textContent ?? ""}. ${this.lefts()}`);
      }
    }
  }

  guessesInWords() {
    return this.curves.map(({ name, short }) => `${short} ${guessed(this.guess.get(name) ?? 0)}`).join(", ");
  }

  lefts() {
    return this.curves.map(({ name, short }) => `${short} ${power(this.left(name))}`).join(", ");
  }

  summary() {
    return `What is left of the gradient of the last state ${this.setting.length} steps back, logarithmic scale: ${this.lefts()}.`;
  }

  /**
   * @param {Values} values
   * @returns {string}
   */
  set(values) {
    const ranges = { bias: this.data.biases, length: this.data.lengths, scale: this.data.scales };
    const setting = { ...this.setting };
    for (const name of /** @type {const} */ (["bias", "length", "scale"])) {
      const value = Number(values[name]);
      const [low, high] = ranges[name];
      if (values[name] !== undefined && value >= low && value <= high) setting[name] = name === "length" ? Math.round(value) : value;
    }
    if (values.show === "guess") this.guessing = true;
    if (values.show === "truth" && this.guessing) {
      this.guessing = false;
      this.guessedFor = "";
    }
    this.result.textContent = "";
    this.show({ setting, ...(values.product ? { product: values.product === "on" } : {}) });
    const now = `F${settingInWords(setting).slice(1)}.`;
    return this.guessing ? `${now} Guess what is left, then press “Show what happens”.` : `${now} Left: ${this.lefts()}.`;
  }
}

/**
 * @param {number} exponent The guess.
 * @param {number} value
 */
function judged(exponent, value) {
  const far = value > 0 ? exponent - Math.log10(value) : Infinity;
  if (Math.abs(far) <= 0.5) return "spot on";
  if (Math.abs(far) <= 1) return "within a factor of ten";
  const factor = Math.round(Math.abs(far));
  return `${far > 0 ? "too much" : "too little"} by ${factor > 12 ? "more than twelve" : factor} power${factor === 1 ? "" : "s"} of ten`;
}
