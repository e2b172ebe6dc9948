// @ts-check
// The figure `shapes`: its controls, and the blocks, program, message and table that follow from them.

import { checkbox, describe, made, radios, select, slider, within } from "./kit.js";
import { STATES, arrow, block, code, follow, rows, written } from "./shapes-model.js";

/** @import { Live, Values } from "./kit.js" */
/** @import { Chain, Fault, Kind, Layer, Made, Shape } from "./shapes-model.js" */

/**
 * @typedef {object} Data
 * @property {Chain} first
 * @property {Kind[]} kinds
 * @property {Kind[]} firstKinds
 * @property {number} middle
 * @property {number} bottom
 * @property {number} pitch
 * @property {Record<string, number[]>} places
 */

const KIND_NAMES = /** @type {Record<Kind, string>} */ ({ Bidirectional: "Bidirectional(LSTM)" });
const FLAGS = /** @type {[key: "sequences" | "state" | "stateful", name: string][]} */ ([
  ["sequences", "return_sequences"], ["state", "return_state"], ["stateful", "stateful"],
]);

class Shapes {
  /**
   * @param {HTMLElement} figure
   * @param {Data} data
   */
  constructor(figure, data) {
    this.figure = figure;
    this.data = data;
    this.chain = structuredClone(data.first);
    this.count = this.chain.layers.length;
    this.body = /** @type {HTMLElement} */ (figure.querySelector(".live-numbers tbody"));
    const details = figure.querySelector("details");
    if (details) details.open = matchMedia("(min-width: 720px)").matches; // a phone's screen is short
    while (this.chain.layers.length < 3) {
      this.chain.layers.push({ kind: "Dense", units: 1, sequences: false, state: false, stateful: false });
    }
    this.first = structuredClone(this.chain);
    this.build();
    this.show();
  }

  /** The chain without the layers that are not shown. */
  get shown() {
    return { ...this.chain, layers: this.chain.layers.slice(0, this.count) };
  }

  build() {
    const stage = /** @type {HTMLElement} */ (this.figure.querySelector(".live-stage"));
    this.program = made("code");
    this.fault = made("div", { class: "shapes-fault", role: "status" });
    const side = made("div", { class: "shapes-side" }, this.buildInput(), ...this.buildLayers());
    const grid = made("div", { class: "shapes-grid" }, side);
    stage.before(grid);
    grid.append(made("div", {}, stage, this.fault));
    grid.after(made("pre", { class: "shapes-program", tabindex: 0, role: "region", "aria-label": "The program" }, this.program));
  }

  buildInput() {
    const chain = this.chain;
    /** @param {"N" | "T" | "D"} key @param {string} label @param {number} min @param {number} max */
    const size = (key, label, min, max) => slider({
      label, min, max, step: 1, value: chain[key], write: String, change: (value) => this.update(() => (this.chain[key] = value)),
    });
    this.sizes = { N: size("N", "samples N", 1, 64), T: size("T", "steps T", 2, 10), D: size("D", "features D", 1, 8) };
    this.features = checkbox({
      label: "input has a features axis", value: true, change: (value) => this.update(() => (this.chain.flat = !value)),
    });
    this.known = checkbox({
      label: "batch size known", value: true, change: (value) => this.update(() => (this.chain.known = value)),
    });
    this.joined = radios({
      legend: "Layers joined by", value: chain.joined, options: [["calls", "calls"], ["sequential", "Sequential"]],
      change: (value) => this.update(() => (this.chain.joined = value === "calls" ? "calls" : "sequential")),
    });
    this.layersChoice = select({
      label: "Layers", value: String(this.count), options: [["1", "1"], ["2", "2"], ["3", "3"]],
      change: (value) => this.update(() => (this.count = Number(value))),
    });
    const group = made("fieldset", { class: "shapes-group" }, made("legend", {}, "Input, batch and layers"));
    group.append(...Object.values(this.sizes).map(({ element }) => element), this.features.element, this.known.element,
      made("div", { class: "live-controls" }, this.joined.element, this.layersChoice.element));
    return group;
  }

  buildLayers() {
    this.parts = this.chain.layers.map((layer, k) => {
      const change = (/** @type {(layer: Layer) => void} */ set) => this.update(() => set(/** @type {Layer} */ (this.chain.layers[k])));
      const kinds = k ? this.data.kinds : this.data.firstKinds;
      const kind = select({
        label: `Layer ${k + 1} is`, value: layer.kind, options: kinds.map((each) => [each, KIND_NAMES[each] ?? each]),
        change: (value) => change((each) => (each.kind = /** @type {Kind} */ (value))),
      });
      const units = slider({
        label: "units", min: 1, max: 8, step: 1, value: layer.units, write: String, change: (value) => change((each) => (each.units = value)),
      });
      const flags = FLAGS.map(([key, label]) => ({
        key, box: checkbox({ label, value: layer[key], change: (value) => change((each) => (each[key] = value)) }),
      }));
      const group = made("fieldset", { class: "shapes-group", "aria-label": `Layer ${k + 1}` });
      const boxes = made("div", { class: "shapes-flags" }, ...flags.map(({ box }) => box.element));
      group.append(kind.element, units.element, boxes);
      return { group, kind, units, flags, boxes };
    });
    return this.parts.map(({ group }) => group);
  }

  /** @param {() => void} change */
  update(change) {
    change();
    this.show();
  }

  show() {
    const chain = this.shown;
    const found = follow(chain);
    this.showControls();
    this.draw(chain, found);
    if (this.program) this.program.textContent = code(chain);
    this.showFault(found.fault);
    this.body.replaceChildren(...rows(chain).map(([first, ...rest]) =>
      made("tr", {}, made("th", { scope: "row" }, first), ...rest.map((text) => made("td", {}, text)))));
    describe(this.figure, this.says());
  }

  showControls() {
    const { N, T, D, flat, known, joined, layers } = this.chain;
    this.sizes?.N.show(N);
    this.sizes?.T.show(T);
    this.sizes?.D.show(D);
    if (this.sizes) this.sizes.D.input.disabled = flat;
    this.features?.show(!flat);
    this.known?.show(known);
    this.joined?.show(joined);
    this.layersChoice?.show(String(this.count));
    this.parts?.forEach((part, k) => {
      const layer = /** @type {Layer} */ (layers[k]);
      part.group.hidden = k >= this.count;
      part.kind.show(layer.kind);
      part.units.show(layer.units);
      part.units.label.textContent = layer.kind === "RepeatVector" ? "times" : "units";
      part.boxes.hidden = !STATES[layer.kind];
      for (const { key, box } of part.flags) box.show(layer[key]);
    });
  }

  /**
   * @param {Chain} chain
   * @param {ReturnType<typeof follow>} found
   */
  draw(chain, { input, layers, fault }) {
    const { middle, bottom, pitch } = this.data;
    const drawing = this.figure.querySelector(".shapes-drawing");
    const top = block(input, middle, bottom, chain.flat).peak - 4;
    drawing?.setAttribute("viewBox", `0 ${top} 350 ${122 + pitch * (fault ? fault.at + 0.42 : layers.length) - top}`);
    const given = this.figure.querySelector('[data-tensor="x"]');
    this.drawTensor(given, `x ${written(input)}`, input, { x: middle, bottom, flat: chain.flat });
    for (const group of /** @type {NodeListOf<SVGElement>} */ (this.figure.querySelectorAll(".shapes-layer"))) {
      const k = Number(group.dataset.layer);
      const result = layers[k - 1];
      const failed = fault && fault.at === k - 1;
      group.toggleAttribute("display", false);
      if (!result && !failed) group.setAttribute("display", "none");
      group.classList.toggle("shapes-failed", Boolean(failed));
      group.querySelector(".shapes-after")?.setAttribute("display", failed ? "none" : "inline");
      const layer = chain.layers[k - 1];
      if (!layer) continue;
      const title = group.querySelector(".shapes-title");
      const told = group.querySelector(".shapes-told");
      if (title) title.textContent = `${KIND_NAMES[layer.kind]?.replace(")", `(${layer.units}))`) ?? `${layer.kind}(${layer.units})`}`;
      if (told) told.textContent = failed ? `${fault.name}: ${fault.type}` : result ? `${result.name}: ${result.parameters.toLocaleString("en")} parameters` : "";
      if (result) this.drawLayer(group, result, k);
    }
  }

  /**
   * @param {SVGElement} group
   * @param {Made} result
   * @param {number} k
   */
  drawLayer(group, { output, states }, k) {
    const { middle, pitch } = this.data;
    const bottom = this.data.bottom + pitch * k;
    const box = bottom - 138;
    const main = group.querySelector(`[data-tensor="y${k}"]`);
    this.drawTensor(main, `y${k} ${written(output)}`, output, { x: middle, bottom, start: box + 44 });
    const places = this.data.places[states.length] ?? [];
    group.querySelector(".shapes-branch")?.setAttribute("d", places.length ? `M204 ${box + 22}H${places.at(-1)}` : "");
    group.querySelectorAll(".shapes-state").forEach((slot, place) => {
      const state = states[place];
      if (!state) return slot.setAttribute("display", "none");
      slot.removeAttribute("display");
      const tensor = slot.querySelector(".shapes-tensor");
      tensor?.setAttribute("data-concept", state[0].includes("c") ? "c" : "h");
      this.drawTensor(tensor, state[0], state[1], { x: places[place] ?? 0, bottom, start: box + 22 });
    });
    const each = group.querySelector(".shapes-each");
    const shape = states[0] ? written(states[0][1]) : "";
    if (!each) return;
    each.textContent = states.length > 1 ? `each ${shape}` : shape;
    each.setAttribute("x", String(places.reduce((sum, x) => sum + x, 0) / Math.max(places.length, 1)));
  }

  /**
   * @param {Element | null} group
   * @param {string} label
   * @param {Shape} shape
   * @param {{x: number, bottom: number, start?: number, flat?: boolean}} place
   */
  drawTensor(group, label, shape, { x, bottom, start, flat = false }) {
    if (!group) return;
    const { grid, behind, peak, ...front } = block(shape, x, bottom, flat);
    if (start !== undefined) {
      const [line = "", head = ""] = arrow(x, start, peak - 2);
      group.querySelector(".shapes-line")?.setAttribute("d", line);
      group.querySelector(".shapes-head")?.setAttribute("d", head);
    }
    group.querySelectorAll(".shapes-behind").forEach((path, k) => path.setAttribute("d", behind[k] ?? ""));
    const rect = group.querySelector(".shapes-front");
    for (const [name, value] of Object.entries(front)) rect?.setAttribute(name, String(value));
    group.querySelector(".shapes-lines")?.setAttribute("d", grid);
    const text = group.querySelector(".shapes-label");
    if (text) text.textContent = label;
    text?.setAttribute("x", String(x));
  }

  /** @param {Fault | null} fault */
  showFault(fault) {
    if (!this.fault) return;
    this.fault.hidden = !fault;
    if (!fault) return this.fault.replaceChildren();
    if (this.fault.dataset.message === fault.message && this.fault.childElementCount) return;
    this.fault.dataset.message = fault.message;
    this.fault.replaceChildren(
      made("p", { class: "shapes-message" }, made("strong", {}, `${fault.type}: `), fault.message),
      made("p", {}, fault.advice),
    );
  }

  says() {
    const { input, layers, fault } = follow(this.shown);
    const told = layers.map(({ output, states }, k) => {
      const layer = /** @type {Layer} */ (this.chain.layers[k]);
      const rest = states.map(([name, shape]) => ` and ${name} ${written(shape)}`).join("");
      return `${layer.kind}(${layer.units}) gives y${k + 1} ${written(output)}${rest}`;
    });
    if (fault) told.push(`layer ${fault.at + 1}, ${fault.name}, cannot take what comes: ${fault.message}`);
    return `A chain of ${this.count} layer${this.count > 1 ? "s" : ""}. The input x is ${written(input)}; ${told.join("; ")}.`;
  }

  /**
   * @param {Values} values
   * @returns {string}
   */
  set(values) {
    if (values.reset) {
      this.chain = structuredClone(this.first);
      this.count = this.data.first.layers.length;
    }
    const chain = this.chain;
    const whole = (/** @type {string | undefined} */ text, /** @type {number} */ low, /** @type {number} */ high, /** @type {number} */ now) =>
      Math.round(within(text, low, high) ?? now);
    chain.N = whole(values.n, 1, 64, chain.N);
    chain.T = whole(values.t, 2, 10, chain.T);
    chain.D = whole(values.d, 1, 8, chain.D);
    if (values.batch) chain.known = values.batch === "known";
    if (values.features) chain.flat = values.features === "off";
    if (values.joined) chain.joined = values.joined === "calls" ? "calls" : "sequential";
    this.count = whole(values.layers, 1, 3, this.count);
    chain.layers.forEach((layer, place) => {
      const k = place + 1;
      const kind = /** @type {Kind} */ (values[`kind${k}`]);
      if ((place ? this.data.kinds : this.data.firstKinds).includes(kind)) layer.kind = kind;
      layer.units = whole(values[`units${k}`], 1, 8, layer.units);
      for (const [key] of FLAGS) {
        const value = values[`${key}${k}`];
        if (value) layer[key] = value === "on";
      }
    });
    this.show();
    return this.says();
  }
}

/**
 * @param {HTMLElement} figure
 * @param {Data} data
 * @returns {Live}
 */
export function start(figure, data) {
  return new Shapes(figure, data);
}
