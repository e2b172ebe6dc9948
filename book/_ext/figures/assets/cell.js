// @ts-check
// The figure `cell`: its controls, the strip of the sequence and the lines of code, all beside the drawing of the page.

import { bar, flowWidth, GATES, returned, run, says, texts } from "./cell-model.js";
import { button, checkbox, describe, fill, made, number, radios, rest, select, slider, within } from "./kit.js";

/** @import { Live, Values } from "./kit.js" */
/** @import { Changed, Gate, Names, Preset, Step } from "./cell-model.js" */

/**
 * @typedef {{id: string, name: string, code: Record<Names, string>}} Part
 * @typedef {{steps: number, cells: Record<string, Preset>, parts: Part[]}} Data
 */

const ROWS = /** @type {[key: keyof Step, concept: string, name: string][]} */ ([
  ["x", "x", "x"], ["f", "f", "f"], ["i", "i", "i"], ["g", "g", "g"], ["c", "c", "c"], ["o", "o", "o"], ["h", "h", "h"],
]);
const HELD = /** @type {[value: string, text: string][]} */ ([
  ["computed", "free"], ["0", "closed: 0"], ["0.5", "half: 0.5"], ["1", "open: 1"],
]);
const GATE_NAMES = /** @type {[Gate, string][]} */ ([["f", "forget gate f"], ["i", "input gate i"], ["o", "output gate o"]]);

class Cell {
  /**
   * @param {HTMLElement} figure
   * @param {Data} data
   */
  constructor(figure, data) {
    this.figure = figure;
    this.data = data;
    this.t = 1;
    this.part = "";
    this.names = /** @type {Names} */ ("ours");
    this.returnSequences = false;
    this.returnState = false;
    this.every = false;
    this.choose(Object.keys(data.cells)[0] ?? "");
    this.build();
    this.show();
  }

  /** @param {string} name of a preset */
  choose(name) {
    const cell = this.data.cells[name];
    if (!cell) return;
    this.cellName = name;
    this.cell = cell;
    this.clear();
  }

  /** Forget what the reader has set. */
  clear() {
    this.x = [...this.preset.x];
    this.changed = this.x.map(() => /** @type {Changed} */ ({ held: {} }));
    this.every = false;
  }

  get preset() {
    return /** @type {Preset} */ (this.cell);
  }

  get now() {
    return /** @type {Changed} */ (this.changed?.[this.t - 1]);
  }

  build() {
    const stage = this.figure.querySelector(".live-stage");
    this.nameChoice = radios({
      legend: "Names of", value: this.names, change: (value) => this.update(() => (this.names = /** @type {Names} */ (value))),
      options: [["ours", "this book"], ["keras", "Keras"], ["torch", "PyTorch"]],
    });
    this.cellChoice = select({
      label: "Cell", value: this.cellName ?? "", change: (value) => this.update(() => this.choose(value)),
      options: Object.entries(this.data.cells).map(([name, { label }]) => [name, label]),
    });
    const top = made("div", { class: "live-controls" }, this.cellChoice.element, this.nameChoice.element);
    stage?.before(top, this.buildWalk());
    stage?.after(this.buildSliders(), this.buildStrip(), this.buildCode());
    for (const part of /** @type {NodeListOf<SVGElement>} */ (this.figure.querySelectorAll(".cell-part"))) {
      part.addEventListener("click", () => this.update(() => (this.part = part.dataset.part ?? "")));
    }
  }

  buildWalk() {
    this.back = button("Step back", () => this.update(() => (this.t -= 1)));
    this.on = button("Step on", () => this.update(() => (this.t += 1)));
    this.reset = button("Reset", () => this.update(() => this.clear()));
    this.count = made("span", { class: "cell-count" });
    return made("div", { class: "live-controls cell-walk" }, this.back, this.on, this.count, this.reset);
  }

  /** The sequence: a row a quantity, a column a step, whose head shows it. */
  buildStrip() {
    const head = made("tr", {}, made("th", { scope: "col" }, made("span", { class: "cell-unseen" }, "quantity")));
    head.append(made("th", { scope: "col", class: "cell-start" }, "start"));
    /** @type {HTMLButtonElement[]} */
    this.heads = this.preset.x.map((_, k) => {
      const press = button(String(k + 1), () => this.update(() => (this.t = k + 1)));
      press.setAttribute("aria-label", `Show step ${k + 1}`);
      head.append(made("th", { scope: "col" }, press));
      return press;
    });
    const body = made("tbody");
    /** @type {Map<string, HTMLElement>} */
    this.strip = new Map();
    for (const [key, concept, name] of ROWS) {
      const row = made("tr", { "data-concept": concept }, made("th", { scope: "row" }, name));
      for (let t = 0; t <= this.data.steps; t += 1) {
        const cell = made("td", { "data-t": t });
        this.strip.set(`${key}@${t}`, cell);
        row.append(cell);
      }
      body.append(row);
    }
    this.call = made("code", { class: "cell-call" });
    this.calls = made("p", { class: "cell-calls" });
    this.sequencesBox = checkbox({
      label: "return_sequences", value: false, change: (value) => this.update(() => (this.returnSequences = value)),
    });
    this.stateBox = checkbox({
      label: "return_state", value: false, change: (value) => this.update(() => (this.returnState = value)),
    });
    this.flags = made("div", { class: "live-controls cell-flags" }, this.sequencesBox.element, this.stateBox.element);
    const table = made("table", { class: "cell-strip" }, made("caption", { class: "cell-unseen" }, "The sequence"),
      made("thead", {}, head), body);
    return made("div", { class: "cell-sequence" },
      made("div", { class: "live-scroll" }, table), this.flags, made("div", { class: "cell-returned" }, this.call, this.calls));
  }

  buildSliders() {
    const [low, high, step] = this.preset.range;
    this.sliderX = slider({
      label: "input x", min: low, max: high, step, value: 0, concept: "x",
      change: (value) => this.update(() => this.x && (this.x[this.t - 1] = value)),
    });
    this.sliderH = slider({
      label: "h before", min: -1, max: 1, step: 0.05, value: 0, concept: "h",
      change: (value) => this.update(() => (this.now.h = value)),
    });
    this.sliderC = slider({
      label: "c before", min: -3, max: 3, step: 0.05, value: 0, concept: "c",
      change: (value) => this.update(() => (this.now.c = value)),
    });
    /** @type {Map<Gate, ReturnType<typeof select>>} */
    this.holds = new Map();
    const holds = made("div", { class: "live-controls cell-holds" });
    for (const [gate, label] of GATE_NAMES) {
      const choice = select({
        label, options: HELD, value: "computed", concept: gate, change: (value) => this.update(() => this.hold(gate, value)),
      });
      this.holds.set(gate, choice);
      holds.append(choice.element);
    }
    this.everyBox = checkbox({
      label: "at every step", value: false, change: (value) => this.update(() => this.holdEverywhere(value)),
    });
    holds.append(this.everyBox.element);
    const sliders = [this.sliderX, this.sliderH, this.sliderC].map(({ element }) => element);
    return made("div", { class: "cell-set" }, made("div", { class: "live-controls" }, ...sliders), holds);
  }

  /** The lines of code with their numbers: one stop of the Tab key, the arrow keys walk through the computation. */
  buildCode() {
    this.codes = this.data.parts.map((part) => made("code", { "data-part": part.id }));
    this.lines = radios({
      legend: "Line by line, as the code computes it", value: "", classes: "cell-lines",
      change: (value) => this.update(() => (this.part = value)),
      options: this.data.parts.map(({ id }, k) => {
        const numbers = id === "z" ? GATES.map((gate) => `text_z_${gate}`) : [`text_${id}`];
        const told = numbers.map((key) => made("span", { "data-n": key, "data-concept": id === "z" ? key.slice(-1) : undefined }));
        return [id, made("span", { class: "cell-line" }, /** @type {Node} */ (this.codes?.[k]), made("span", { class: "cell-told" }, ...told))];
      }),
    });
    return this.lines.element;
  }

  /**
   * @param {Gate} gate
   * @param {string} value
   */
  hold(gate, value) {
    const here = this.every ? this.changed ?? [] : [this.now];
    for (const { held } of here) {
      if (value === "computed") delete held[gate];
      else held[gate] = Number(value);
    }
  }

  /** @param {boolean} every */
  holdEverywhere(every) {
    this.every = every;
    const { held } = this.now;
    this.changed?.forEach((each, k) => {
      if (k !== this.t - 1) each.held = every ? { ...held } : {};
    });
  }

  /** @param {() => void} change */
  update(change) {
    change();
    this.show();
  }

  show() {
    const steps = this.data.steps;
    this.t = Math.min(Math.max(this.t, 1), steps);
    const trace = run(this.preset, this.x ?? [], this.changed ?? []);
    const step = /** @type {Step} */ (trace[this.t - 1]);
    fill(this.figure, texts(step, this.preset, this.now.held));
    fill(this.figure, Object.fromEntries(
      trace.flatMap((each, k) => ROWS.map(([key]) => [`${key}@${k + 1}`, number(each[key])])),
    ));
    describe(this.figure, says(this.t, steps, step));
    this.draw(step);
    this.showStrip(trace);
    this.showControls(step);
  }

  /** @param {Step} step */
  draw(step) {
    this.figure.dataset.names = this.names;
    for (const wire of this.figure.querySelectorAll("[data-flow]")) {
      wire.setAttribute("stroke-width", flowWidth(step[/** @type {keyof Step} */ (wire.getAttribute("data-flow"))]).toFixed(2));
    }
    for (const gauge of /** @type {NodeListOf<SVGElement>} */ (this.figure.querySelectorAll("[data-bar]"))) {
      const gate = /** @type {Gate} */ (gauge.dataset.bar);
      const [begin = 0, length = 0] = bar(step[gate], Number(gauge.dataset.full), gate === "g");
      gauge.setAttribute("x", (Number(gauge.dataset.left) + begin).toFixed(2));
      gauge.setAttribute("width", length.toFixed(2));
    }
    for (const part of /** @type {NodeListOf<SVGElement>} */ (this.figure.querySelectorAll(".cell-part"))) {
      part.classList.toggle("cell-on", part.dataset.part === this.part);
      part.classList.toggle("cell-held", (part.dataset.part ?? "") in this.now.held);
    }
  }

  /** @param {Step[]} trace */
  showStrip(trace) {
    const { line, says: told, marks } = returned(this.names, this.returnSequences, this.returnState, trace.length);
    for (const [name, cell] of this.strip ?? []) {
      const [key = "", at = "0"] = name.split("@");
      const t = Number(at);
      const shown = t ? trace[t - 1]?.[/** @type {keyof Step} */ (key)] : { h: this.preset.h, c: this.preset.c }[key];
      cell.textContent = shown === undefined ? "" : number(shown);
      cell.classList.toggle("cell-now", t === this.t);
      const out = marks.some((mark) => mark.row === key && t > 0 && (mark.steps === "all" || t === trace.length));
      cell.classList.toggle("cell-out", out);
      const changed = this.changed?.[t - 1];
      cell.classList.toggle("cell-fixed", t > 0 && key in (changed?.held ?? {}));
    }
    this.heads?.forEach((press, k) => {
      if (k + 1 === this.t) press.setAttribute("aria-current", "step");
      else press.removeAttribute("aria-current");
    });
    if (this.call) this.call.textContent = line;
    if (this.calls) this.calls.textContent = told;
    this.flags?.toggleAttribute("hidden", this.names !== "keras");
  }

  /** @param {Step} step */
  showControls(step) {
    const [low, high, by] = this.preset.range;
    for (const [name, value] of Object.entries({ min: low, max: high, step: by })) {
      this.sliderX?.input.setAttribute(name, String(value));
    }
    this.sliderX?.show(step.x);
    this.sliderH?.show(step.h0);
    this.sliderC?.show(step.c0);
    for (const [gate, choice] of this.holds ?? []) choice.show(String(this.now.held[gate] ?? "computed"));
    this.everyBox?.show(this.every);
    this.cellChoice?.show(this.cellName ?? "");
    this.nameChoice?.show(this.names);
    this.sequencesBox?.show(this.returnSequences);
    this.stateBox?.show(this.returnState);
    this.lines?.show(this.part);
    this.data.parts.forEach((part, k) => {
      const code = this.codes?.[k];
      if (code) code.textContent = part.code[this.names];
    });
    rest(this.back, this.t === 1);
    rest(this.on, this.t === this.data.steps);
    const untouched = this.changed?.every(({ h, c, held }) => h === undefined && c === undefined && !Object.keys(held).length);
    rest(this.reset, Boolean(untouched && this.x?.every((x, k) => x === this.preset.x[k])));
    if (this.count) this.count.textContent = `Step ${this.t} of ${this.data.steps}`;
  }

  /**
   * Hold a gate as a link says; anything but the choices of the select is passed over.
   * @param {Gate} gate
   * @param {string} value
   */
  holdAs(gate, value) {
    if (!HELD.some(([known]) => known === value)) return "";
    this.hold(gate, value);
    return value === "computed" ? `${gate} is computed` : `${gate} is held at ${value}`;
  }

  /**
   * Set what a link says, in this order; each setter returns what is to be said of it.
   * @param {Values} values
   * @returns {string}
   */
  set(values) {
    const now = (/** @type {string} */ name, /** @type {number | undefined} */ value) =>
      value === undefined ? "" : `${name} is ${number(value)}`;
    /** @type {Record<string, (value: string) => string | void>} */
    const setters = {
      reset: () => this.clear(),
      cell: (value) => this.choose(value),
      t: (value) => void (this.t = Math.round(within(value, 1, this.data.steps) ?? this.t)),
      x: (value) => {
        const x = within(value, -10, 10);
        if (this.x && x !== undefined) this.x[this.t - 1] = x;
        return now("x", x);
      },
      h: (value) => now("h before", (this.now.h = within(value, -1, 1))),
      c: (value) => now("c before", (this.now.c = within(value, -3, 3))),
      f: (value) => this.holdAs("f", value),
      i: (value) => this.holdAs("i", value),
      o: (value) => this.holdAs("o", value),
      every: (value) => this.holdEverywhere(value === "on"),
      part: (value) => void (this.part = value),
      names: (value) => void (this.names = value === "keras" || value === "torch" ? value : "ours"),
      return_sequences: (value) => void (this.returnSequences = value === "on"),
      return_state: (value) => void (this.returnState = value === "on"),
    };
    const told = Object.entries(setters).map(([name, setter]) => (name in values ? setter(values[name] ?? "") : ""));
    this.show();
    const head = [`Step ${this.t}`, ...told.filter(Boolean)].join(", ");
    const [c, h] = [this.strip?.get(`c@${this.t}`), this.strip?.get(`h@${this.t}`)].map((cell) => cell?.textContent);
    const line = ["names", "return_sequences", "return_state"].some((name) => name in values) ? ` ${this.calls?.textContent}` : "";
    return `${head}: c becomes ${c}, h becomes ${h}.${line}`;
  }
}

/**
 * @param {HTMLElement} figure
 * @param {Data} data
 * @returns {Live}
 */
export function start(figure, data) {
  return new Cell(figure, data);
}
