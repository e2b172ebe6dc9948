// @ts-check
// The figure "h beside c": choose a day and a unit, see the gates that made both states, and change a temperature.

import { button, describe, fill, made, number, slider } from "./kit.js";
import { at, dense, lstm, matrix } from "./steps.js";

/**
 * @import { Live, Values } from "./kit.js"
 * @import { LSTMStep } from "./steps.js"
 *
 * @typedef {object} Data
 * @property {string} first Date of the first day.
 * @property {number[]} lowest
 * @property {number} degrees How many degrees the network reads as one.
 * @property {number} answer How many days it answers with one.
 * @property {number} most
 * @property {number} levels
 * @property {number} limit End of c's scale.
 * @property {number} every Days between two rows of the table of numbers.
 * @property {{W_x: number[][], W_h: number[][], b: number[]}} lstm
 * @property {{W: number[][], b: number[]}} dense
 * @property {number} t
 * @property {number} unit
 * @property {number} coldest
 * @property {number} warmest
 *
 * @typedef {Record<string, number>} Parts The numbers of one unit at one step.
 */

const COLUMNS = /** @type {const} */ ([
  ["before", "c before", "c"], ["f", "f", "f"], ["i", "i", "i"], ["g", "g", "g"], ["c", "c", "c"], ["o", "o", "o"], ["h", "h", "h"],
]);

/**
 * @param {HTMLElement} figure
 * @param {Data} data
 * @returns {Live}
 */
export function start(figure, data) {
  const live = new States(figure, data);
  return { set: (values) => live.set(values) };
}

class States {
  /**
   * @param {HTMLElement} figure
   * @param {Data} data
   */
  constructor(figure, data) {
    this.figure = figure;
    this.data = data;
    this.lowest = [...data.lowest];
    this.weights = { W_x: matrix(data.lstm.W_x), W_h: matrix(data.lstm.W_h), b: data.lstm.b };
    this.W = matrix(data.dense.W);
    this.t = data.t - 1;
    this.unit = data.unit - 1;
    this.H = data.lstm.W_h.length;
    this.trace = this.run();

    const days = this.lowest.length;
    this.day = slider({
      label: "Day", min: 1, max: days, step: 1, value: this.t + 1,
      write: (t) => this.date(t - 1), change: (t) => this.look(t - 1, this.unit),
    });
    this.degrees = slider({
      label: "Its temperature", min: data.coldest, max: data.warmest, step: 0.1, value: at(this.lowest, this.t),
      write: (x) => `${number(x, 1)} °C`, change: (x) => this.change(x),
    });
    this.back = button("As measured", () => this.restore());
    this.table = made("table", { class: "states-gates" });
    this.caption = made("caption");
    this.sum = made("div", { class: "states-sum" });
    /** @type {HTMLInputElement[]} */
    this.radios = [];
    /** @type {Record<string, HTMLElement>[]} */
    this.cells = [];
    this.makeTable();

    const stage = figure.querySelector(".live-stage");
    const controls = made("div", { class: "live-controls states-controls" }, this.day.element, this.degrees.element, this.back);
    const panel = made("div", { class: "states-panel" }, this.table, this.sum);
    stage?.before(controls);
    stage?.after(panel);
    for (const drawing of figure.querySelectorAll("svg")) this.listen(drawing);
    this.draw();
    this.show();
  }

  /** The whole winter through the network. */
  run() {
    return lstm(this.lowest.map((degrees) => [degrees / this.data.degrees]), this.weights);
  }

  /** @param {number} t */
  date(t) {
    const when = new Date(`${this.data.first}T00:00:00Z`);
    when.setUTCDate(when.getUTCDate() + t);
    const month = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
      "November", "December"][when.getUTCMonth()];
    return `${when.getUTCDate()} ${month}`;
  }

  /** @param {number} t */
  step(t) {
    return /** @type {LSTMStep} */ (this.trace[t]);
  }

  /** @param {number} t */
  answer(t) {
    return this.data.answer * at(dense(this.step(t).h, this.W, this.data.dense.b), 0);
  }

  /**
   * @param {number} t
   * @param {number} unit
   * @returns {Parts}
   */
  parts(t, unit) {
    const { f, i, g, c, o, tanh_c, h } = this.step(t);
    const before = t > 0 ? at(this.step(t - 1).c, unit) : 0;
    const names = { f, i, g, c, o, tanh_c, h };
    return { before, ...Object.fromEntries(Object.entries(names).map(([name, values]) => [name, at(values, unit)])) };
  }

  makeTable() {
    const head = made("tr", {}, made("th", { scope: "col" }, "Unit"));
    for (const [name, words, concept] of COLUMNS) {
      head.append(made("th", { scope: "col", "data-concept": concept, class: `states-of-${name}` }, words));
    }
    const body = made("tbody");
    const group = `${this.figure.id}-unit`;
    for (let unit = 0; unit < this.H; unit++) {
      const input = made("input", { type: "radio", name: group, id: `${group}-${unit + 1}`, "aria-label": `unit ${unit + 1}` });
      input.addEventListener("change", () => this.look(this.t, unit));
      this.radios.push(input);
      const label = made("label", { for: input.id }, input, String(unit + 1));
      const row = made("tr", {}, made("th", { scope: "row" }, label));
      row.addEventListener("click", () => this.look(this.t, unit));
      /** @type {Record<string, HTMLElement>} */
      const cells = {};
      this.cells.push(cells);
      for (const [name, , concept] of COLUMNS) {
        const cell = made("td", { "data-concept": concept, class: `states-of-${name}` });
        cells[name] = cell;
        row.append(cell);
      }
      body.append(row);
    }
    this.table.append(this.caption, made("thead", {}, head), body);
  }

  /**
   * A finger or the mouse on the drawing chooses the day, and in a map the unit.
   * @param {SVGSVGElement} drawing
   */
  listen(drawing) {
    const marks = drawing.querySelector(".states-marks");
    if (!(marks instanceof SVGElement)) return;
    const [left = 0, cell = 1, row = 1] = ["left", "cell", "row"].map((name) => Number(marks.dataset[name]));
    const tops = [...marks.querySelectorAll(".states-cell")].map((each) => Number(each.getAttribute("data-top")));
    /** @param {PointerEvent} event */
    const point = (event) => {
      if (event.pointerType !== "mouse" && event.type === "pointermove" && !event.pressure) return;
      const box = drawing.getBoundingClientRect();
      const scale = drawing.viewBox.baseVal.width / box.width;
      const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
      const t = Math.floor((x - left) / cell);
      if (t < 0 || t >= this.lowest.length) return;
      const rows = tops.map((top) => Math.floor((y - top) / row));
      this.look(t, rows.find((each) => each >= 0 && each < this.H) ?? this.unit);
    };
    drawing.addEventListener("pointermove", point);
    drawing.addEventListener("pointerdown", (event) => {
      point(event);
      event.preventDefault(); // which would take the focus away again
      this.day.input.focus({ preventScroll: true }); // the arrow keys go on from here
    });
  }

  /**
   * @param {number} t
   * @param {number} unit
   */
  look(t, unit) {
    if (t === this.t && unit === this.unit) return;
    this.t = t;
    this.unit = unit;
    this.show();
  }

  /** @param {number} degrees Of the chosen day. */
  change(degrees) {
    this.lowest[this.t] = degrees;
    this.trace = this.run();
    this.draw();
    this.show();
  }

  restore() {
    this.lowest = [...this.data.lowest];
    this.trace = this.run();
    this.draw();
    this.show();
    this.degrees.input.focus();
  }

  /** Draw what changes with the temperatures. */
  draw() {
    const { lowest, trace, data } = this;
    const truth = lowest.map((_, t) => {
      const frost = lowest.slice(0, t + 1).map((degrees) => degrees < 0).lastIndexOf(true);
      return Math.min(t - frost, data.most);
    });
    /** @type {Record<string, string>} */
    const lines = {
      ".states-warm": bars(lowest, false),
      ".states-frost": bars(lowest, true),
      ".states-truth": line(truth),
      ".states-answer": line(trace.map((_, t) => this.answer(t))),
    };
    for (const [selector, d] of Object.entries(lines)) {
      for (const path of this.figure.querySelectorAll(`svg ${selector}`)) path.setAttribute("d", d);
    }
    for (const map of this.figure.querySelectorAll("svg .states-map")) {
      const name = map.getAttribute("data-map") === "c" ? "c" : "h";
      const shades = trace.map((step) => Array.from(step[name], (value) => shade(value, name === "c" ? data.limit : 1, data.levels)));
      for (const path of map.children) path.setAttribute("d", runs(shades, Number(path.getAttribute("data-level"))));
    }
    const changed = lowest.some((degrees, t) => degrees !== data.lowest[t]);
    this.back.hidden = !changed;
    this.write();
  }

  /** Write the table of every fifth day. */
  write() {
    /** @type {Record<string, string>} */
    const texts = {};
    for (let t = 0; t < this.lowest.length; t += this.data.every) {
      texts[`day${t + 1}x`] = number(at(this.lowest, t), 1);
      texts[`day${t + 1}y`] = number(this.answer(t), 1);
      for (const name of /** @type {const} */ (["c", "h"])) {
        this.step(t)[name].forEach((value, k) => void (texts[`day${t + 1}${name}${k + 1}`] = number(value, 1)));
      }
    }
    fill(this.figure, texts);
  }

  /** Show the chosen day and unit. */
  show() {
    const { t, unit } = this;
    /** @type {Record<string, string>} */
    const texts = {};
    for (let k = 0; k < this.H; k++) {
      const numbers = this.parts(t, k);
      for (const [name, cell] of Object.entries(this.cells[k] ?? {})) {
        const value = numbers[name] ?? 0;
        cell.textContent = texts[`${name}${k + 1}`] = number(value);
        const signed = name === "before" || name === "c" || name === "g" || name === "h";
        const share = Math.abs(value) / (name === "before" || name === "c" ? this.data.limit : 1);
        cell.style.setProperty("--share", `${(100 * Math.min(share, 1)).toFixed(1)}%`);
        cell.classList.toggle("states-minus", signed && value < 0);
      }
      const radio = this.radios[k];
      if (radio) radio.checked = k === unit;
      radio?.closest("tr")?.classList.toggle("states-chosen", k === unit);
    }
    fill(this.figure, texts);
    this.caption.textContent = `The gates that made ${this.date(t)} (step ${t + 1} of ${this.lowest.length})`;
    const title = this.figure.querySelector(".live-numbers caption");
    if (title) title.textContent = this.caption.textContent;
    this.day.show(t + 1);
    this.degrees.show(at(this.lowest, t));
    this.sum.replaceChildren(...this.sums());
    for (const marks of this.figure.querySelectorAll("svg .states-marks")) this.mark(marks);
    const says = this.says();
    this.day.input.setAttribute("aria-valuetext", says);
    this.degrees.input.setAttribute("aria-valuetext", `${number(at(this.lowest, t), 1)} degrees. ${says}`);
    describe(this.figure, `Heat maps of the cell state and the hidden state over ${this.lowest.length} days. ${says}`);
  }

  /** The two lines of the step with the chosen unit's numbers. */
  sums() {
    const { before = 0, f = 0, i = 0, g = 0, c = 0, o = 0, tanh_c = 0, h = 0 } = this.parts(this.t, this.unit);
    const unit = made("span", { class: "states-unit" }, `Unit ${this.unit + 1}`);
    /** @param {string} concept @param {string} text */
    const span = (concept, text) => made("span", { "data-concept": concept, class: "states-number" }, text);
    /** @param {number} value */
    const bracketed = (value) => (number(value).startsWith("−") ? `(${number(value)})` : number(value));
    const memory = made("p", {},
      span("c", "c"), " = ", span("f", "f"), " · ", span("c", "c before"), " + ", span("i", "i"), " · ", span("g", "g"), made("br"),
      " = ", span("f", number(f)), " · ", span("c", bracketed(before)), " + ", span("i", number(i)), " · ", span("g", bracketed(g)),
      " = ", span("c", number(c)),
    );
    const shown = made("p", {},
      span("h", "h"), " = ", span("o", "o"), " · tanh(", span("c", "c"), ")", made("br"),
      " = ", span("o", number(o)), " · ", span("c", bracketed(tanh_c)), " = ", span("h", number(h)),
    );
    return [unit, memory, shown];
  }

  /** @param {Element} marks */
  mark(marks) {
    const [left = 0, cell = 1, row = 1] = ["left", "cell", "row"].map((name) => Number(marks.getAttribute(`data-${name}`)));
    for (const rect of marks.children) {
      rect.setAttribute("x", String(left + this.t * cell));
      const top = rect.getAttribute("data-top");
      if (top !== null) rect.setAttribute("y", String(Number(top) + this.unit * row));
    }
  }

  says() {
    const { t, unit } = this;
    const { before = 0, f = 0, i = 0, c = 0, o = 0, h = 0 } = this.parts(t, unit);
    return `${this.date(t)}, ${number(at(this.lowest, t), 1)} °C, unit ${unit + 1}: forget gate ${number(f)}, input gate ${number(i)}, ` +
      `cell state from ${number(before)} to ${number(c)}, output gate ${number(o)}, hidden state ${number(h)}. ` +
      `Answer: ${number(this.answer(t), 1)} days since the last frost.`;
  }

  /**
   * @param {Values} values
   * @returns {string}
   */
  set(values) {
    /** @param {string} name @param {number} low @param {number} high */
    const read = (name, low, high) => {
      const value = Number(values[name]);
      return values[name] !== undefined && value >= low && value <= high ? value : undefined;
    };
    const t = read("t", 1, this.lowest.length);
    const unit = read("unit", 1, this.H);
    if (t !== undefined) this.t = Math.round(t) - 1;
    if (unit !== undefined) this.unit = Math.round(unit) - 1;
    this.lowest = [...this.data.lowest];
    const degrees = read("x", this.data.coldest, this.data.warmest);
    if (degrees !== undefined) this.lowest[this.t] = degrees;
    this.trace = this.run();
    this.draw();
    this.show();
    return this.says();
  }
}

/**
 * The bars of the frosts, or of the other days, in days and degrees; states.py does the same.
 * @param {readonly number[]} lowest
 * @param {boolean} frost
 */
function bars(lowest, frost) {
  return lowest.map((degrees, t) => (degrees < 0 === frost ? `M${(t + 0.14).toFixed(2)} 0h.72v${-degrees}h-.72z` : "")).join("");
}

/** @param {readonly number[]} values */
function line(values) {
  return `M${values.map((value, t) => `${t + 0.5} ${value.toFixed(2)}`).join("L")}`;
}

/**
 * @param {number} value
 * @param {number} end
 * @param {number} levels
 */
function shade(value, end, levels) {
  return Math.max(-levels, Math.min(levels, Math.floor((value / end) * levels + 0.5)));
}

/**
 * All cells of a shade, neighbours in time as one piece; states.py does the same.
 * @param {readonly (readonly number[])[]} shades
 * @param {number} level
 */
function runs(shades, level) {
  let d = "";
  for (let k = 0; k < (shades[0]?.length ?? 0); k++) {
    let start = -1;
    for (let t = 0; t <= shades.length; t++) {
      const here = shades[t]?.[k] === level;
      if (here && start < 0) start = t;
      if (!here && start >= 0) {
        d += `M${start} ${k}h${t - start}v.94h-${t - start}z`;
        start = -1;
      }
    }
  }
  return d;
}
