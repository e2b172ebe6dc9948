// @ts-check
// The figure `handover`: three date models read the reader's own date; every step of encoder and decoder can be looked at.

import { known, unpack } from "./dates.js";
import { fill, made, number, radios, select, within } from "./kit.js";
import { stepper } from "./stepper.js";
import { END, START, at, decodeStep, encode } from "./steps.js";

/**
 * @import { Live, Values } from "./kit.js"
 * @import { Encoded, EncoderDecoder, Vector } from "./steps.js"
 * @typedef {"state" | "context" | "attention"} Variant
 * @typedef {[string, ...number[]][]} Arrays
 * @typedef {object} Data
 * @property {string} text
 * @property {string} right
 * @property {number} most
 * @property {number} longest
 * @property {string} reads
 * @property {string} writes
 * @property {Record<Variant, Arrays>} arrays
 * @property {{attention: string, others: string}} files
 * @property {[Variant, string][]} variants
 * @property {[text: string, right: string][]} examples
 * @typedef {{reads: number, id: number, p: number, context: Vector, weights: Vector}} Step
 * @typedef {{text: string, read: string[], encoded: Encoded, steps: Step[]}} Run
 */

/** @param {Arrays} arrays */
const bytes = (arrays) => arrays.reduce((sum, [, ...shape]) => sum + 2 * shape.reduce((product, n) => product * n, 1), 0);

/** @param {string} name */
const load = async (name) => {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return answer.arrayBuffer();
};

/**
 * The three models.
 * @param {Data} data
 * @returns {Promise<Record<Variant, EncoderDecoder>>}
 */
async function models({ arrays, files }) {
  const [attention, others] = await Promise.all([load(files.attention), load(files.others)]);
  const first = bytes(arrays.state);
  return {
    attention: unpack(attention, arrays.attention),
    state: { ...unpack(others.slice(0, first), arrays.state), attention: null },
    context: { ...unpack(others.slice(first), arrays.context), attention: null, context: true },
  };
}

/**
 * Read a text and write: each step is given the symbol written before, or the right one where they are given.
 * @param {EncoderDecoder} model
 * @param {Data} data
 * @param {string} text
 * @param {number[]} [forced]
 * @returns {Run}
 */
export function run(model, data, text, forced) {
  const characters = [...text];
  const encoded = encode(model, [...characters.map((each) => data.reads.indexOf(each) + 3), END]);
  /** @type {Step[]} */
  const steps = [];
  let [state, id] = [encoded.final, START];
  while (forced ? steps.length < forced.length : steps.length < data.most && id !== END) {
    const reads = forced ? (steps.length ? at(forced, steps.length - 1) : START) : id;
    const step = decodeStep(model, reads, state, encoded);
    const possible = step.log_p.slice(END);
    id = END + possible.indexOf(Math.max(...possible));
    steps.push({ reads, id, p: Math.exp(at(step.log_p, id)), weights: step.weights, context: contextOf(model, encoded, step.weights) });
    state = step.state;
  }
  return { text, read: [...characters, "end"], encoded, steps };
}

/**
 * @param {EncoderDecoder} model
 * @param {Encoded} encoded
 * @param {Vector} weights
 * @returns {Vector}
 */
function contextOf(model, encoded, weights) {
  if (model.context) return encoded.final.h;
  if (!weights.length) return [];
  return encoded.final.h.map((_, k) => encoded.h.reduce((sum, h, t) => sum + at(weights, t) * at(h, k), 0));
}

/** @param {Vector} values */
function strip(values) {
  const element = made("span", { class: "over-strip" });
  for (const value of Array.from(values)) {
    const bar = made("i");
    bar.style.setProperty("--v", Math.min(Math.max(value, -1), 1).toFixed(2));
    element.append(bar);
  }
  return element;
}

/**
 * @param {HTMLElement} figure
 * @param {Data} data
 * @returns {Live}
 */
export function start(figure, data) {
  const live = new Handover(figure, data);
  return { set: (values) => live.set(values) };
}

class Handover {
  /**
   * @param {HTMLElement} figure
   * @param {Data} data
   */
  constructor(figure, data) {
    this.figure = figure;
    this.data = data;
    /** @type {Variant} */
    this.variant = "attention";
    this.forced = false;
    /** @type {Promise<Record<Variant, EncoderDecoder>> | null} */
    this.loading = null;
    /** @type {Run | null} */
    this.run = null;
    this.asked = 0;
    this.text = this.field("Type a date", data.text, data.longest);
    this.right = this.field("What should be written", data.right, 10);
    const examples = select({
      label: "or choose one", value: "", options: [["", "examples"], ...data.examples.map(([text]) => /** @type {[string, string]} */ ([text, text]))],
      change: (text) => {
        const found = data.examples.find(([each]) => each === text);
        if (!found) return;
        [this.text.value, this.right.value] = found;
        this.read();
      },
    });
    this.kinds = radios({
      legend: "What is handed over", options: data.variants, value: this.variant,
      change: (value) => {
        this.variant = /** @type {Variant} */ (value);
        this.read(true);
      },
    });
    this.modes = radios({
      legend: "What the decoder reads", value: "own",
      options: [["own", "what it has written (inference)"], ["forced", "the right symbols (teacher forcing)"]],
      change: (value) => {
        this.forced = value === "forced";
        this.read(true);
      },
    });
    const end = data.text.length + 1 + data.right.length + 1;
    this.clock = stepper({ label: "Step", last: end, value: end, change: () => this.go() });
    this.told = made("p", { class: "over-told" });
    this.told.role = "status";
    const fields = made("div", { class: "live-controls over-fields" }, this.wrap(this.text, "Type a date"), this.wrap(this.right, "What should be written"), examples.element);
    const stage = figure.querySelector(".live-stage");
    stage?.before(fields, made("div", { class: "live-controls" }, this.kinds.element, this.modes.element), this.clock.element);
    stage?.after(this.told);
    this.told.textContent = "The models are loaded when you first take a step.";
  }

  /**
   * @param {string} label
   * @param {string} value
   * @param {number} longest
   */
  field(label, value, longest) {
    const input = made("input", { type: "text", id: `${this.figure.id}-${label.split(" ")[0]}`, value, maxlength: longest, autocomplete: "off", spellcheck: "false" });
    input.addEventListener("input", () => this.read());
    return input;
  }

  /**
   * @param {HTMLInputElement} input
   * @param {string} label
   */
  wrap(input, label) {
    return made("div", { class: "live-control" }, made("label", { for: input.id }, label), " ", input);
  }

  /**
   * Read the text anew; the clock stays where it is where only the way is another.
   * @param {boolean} [stay]
   */
  async read(stay = false) {
    const mine = (this.asked += 1);
    const text = known(this.text.value);
    const strange = [...new Set([...text].filter((each) => !this.data.reads.includes(each)))];
    if (!text) return this.refuse("Type a date.");
    if (strange.length) return this.refuse(`The models have never seen ${strange.map((each) => `“${each}”`).join(", ")}.`);
    const right = this.right.value.trim();
    if (this.forced && !/^\d{4}-\d\d-\d\d$/.test(right)) return this.refuse("Teacher forcing needs the right date, such as 2026-11-20.");
    this.loading ??= models(this.data).catch((error) => {
      this.loading = null;
      throw error;
    });
    try {
      const all = await this.loading;
      if (mine !== this.asked) return false;
      const forced = this.forced ? [...[...right].map((each) => this.data.writes.indexOf(each) + 3), END] : undefined;
      this.run = run(all[this.variant], this.data, text, forced);
    } catch (error) {
      return this.refuse(`The models could not be loaded (${error instanceof Error ? error.message : error}).`);
    }
    const end = this.run.read.length + this.run.steps.length;
    this.clock.set(stay ? Math.min(this.clock.value, end) : end, end);
    this.show();
    return true;
  }

  /** @param {string} why */
  refuse(why) {
    this.told.textContent = why;
    return false;
  }

  async go() {
    const to = this.clock.value;
    if (!this.run && !(await this.read(true))) return;
    this.clock.set(to);
    this.show();
  }

  /** @param {number} id */
  name(id) {
    return id === START ? "start" : id === END ? "end" : this.data.writes[id - 3] ?? "–";
  }

  show() {
    const { run: found } = this;
    if (!found) return;
    const reading = Math.min(this.clock.value, found.read.length);
    const writing = this.clock.value - reading;
    const step = writing ? found.steps[writing - 1] : undefined;
    this.lane("reads", !step, found.read.map((symbol, t) => {
      const weight = step?.weights.length ? at(step.weights, t) : 0;
      return this.chip(symbol, { todo: t >= reading, at: !step && t === reading - 1, weight });
    }));
    const h = found.encoded.h[reading - 1];
    const last = reading === found.read.length;
    this.lane("handed", last && writing <= 1, h ? [
      made("span", { class: "over-pair" }, "h ", strip(last ? found.encoded.final.h : h)),
      ...(last ? [made("span", { class: "over-pair" }, "c ", strip(found.encoded.final.c))] : []),
    ] : [], last ? "48 numbers h and 48 numbers c: the decoder starts from them" : "its state so far");
    this.lane("context", !!step && step.context.length > 0, step?.context.length ? [strip(step.context)] : [made("span", { class: "over-none" }, step ? "none: it has the state alone" : "–")],
      step && this.variant === "context" ? "the encoder's last h, the same at every step" : step?.weights.length ? "the mean of all h, with the weights that colour the characters above" : "");
    this.lane("writes", !!step, found.steps.map(({ id }, u) =>
      this.chip(this.name(id), { todo: u >= writing, at: u === writing - 1, wrong: u < writing && this.wrong(u) })));
    const says = this.says(found, reading, writing);
    this.told.textContent = says;
    this.clock.input.setAttribute("aria-valuetext", says);
    this.figure.querySelector(".over-drawing")?.setAttribute("aria-label", says);
    this.table(found);
  }

  /**
   * Whether the symbol of a step is not that of the right date.
   * @param {number} u
   */
  wrong(u) {
    const right = this.right.value.trim();
    const id = this.run?.steps[u]?.id;
    return id !== undefined && right.length === 10 && this.name(id) !== (right[u] ?? "end");
  }

  /**
   * @param {string} kind
   * @param {boolean} now
   * @param {Node[]} body
   * @param {string} [told]
   */
  lane(kind, now, body, told = "") {
    const lane = this.figure.querySelector(`[data-lane="${kind}"]`);
    lane?.classList.toggle("over-now", now);
    lane?.querySelector(".over-body")?.replaceChildren(...body);
    const say = lane?.querySelector(".over-say");
    if (say) say.textContent = told;
  }

  /**
   * @param {string} symbol
   * @param {{todo?: boolean, at?: boolean, wrong?: boolean, weight?: number}} how
   */
  chip(symbol, { todo = false, at: here = false, wrong = false, weight = 0 }) {
    const element = made("span", { class: "over-chip" }, symbol === " " ? "␣" : symbol);
    element.classList.toggle("over-todo", todo);
    element.classList.toggle("over-at", here);
    element.classList.toggle("over-wrong", wrong);
    element.style.setProperty("--weight", weight.toFixed(2));
    return element;
  }

  /**
   * @param {Run} found
   * @param {number} reading
   * @param {number} writing
   */
  says(found, reading, writing) {
    if (!reading) return "Nothing has been read yet.";
    const shown = (/** @type {string | undefined} */ symbol) => (symbol === " " ? "space" : symbol ?? "");
    if (!writing) {
      const handed = reading === found.read.length ? " What is left is handed over." : "";
      return `The encoder reads “${shown(found.read[reading - 1])}”, ${reading} of ${found.read.length}.${handed}`;
    }
    const { reads, id, p, weights } = /** @type {Step} */ (found.steps[writing - 1]);
    const given = reads === START ? "the start" : `“${this.name(reads)}”, ${this.forced ? "which is right" : "which it wrote"},`;
    let looks = this.variant === "context" ? " has the context before it" : "";
    if (weights.length) {
      const t = Array.from(weights).indexOf(Math.max(...Array.from(weights)));
      looks = ` looks most at “${shown(found.read[t])}” (${number(at(weights, t))})`;
    }
    const verdict = this.wrong(writing - 1) ? " That is wrong." : "";
    return `Step ${writing}: the decoder reads ${given}${looks}${looks ? " and" : ""} writes ${id === END ? "the end" : `“${this.name(id)}”`} (p = ${number(p, 3)}).${verdict}`;
  }

  /** @param {Run} found */
  table(found) {
    /** @type {Record<string, string>} */
    const texts = {};
    for (let u = 0; u < this.data.most; u++) {
      const step = found.steps[u];
      let looks = "";
      if (step?.weights.length) {
        const t = Array.from(step.weights).indexOf(Math.max(...Array.from(step.weights)));
        looks = `${found.read[t] === " " ? "space" : found.read[t]} (${number(at(step.weights, t))})`;
      }
      const row = step ? [this.name(step.reads), this.name(step.id), number(step.p, 3), looks] : ["", "", "", ""];
      row.forEach((text, k) => (texts[`step${u + 1}-${k}`] = text));
    }
    fill(this.figure, texts);
  }

  /** @param {Values} values */
  set(values) {
    if (values.text) this.text.value = values.text;
    const example = this.data.examples.find(([text]) => text === values.text);
    if (example) this.right.value = example[1];
    const kind = this.data.variants.find(([name]) => name === values.variant)?.[0];
    if (kind) this.variant = kind;
    if (values.mode) this.forced = values.mode === "forced";
    this.kinds.show(this.variant);
    this.modes.show(this.forced ? "forced" : "own");
    const step = within(values.step, 0, 99);
    this.read().then((done) => {
      if (!done || step === undefined) return;
      this.clock.set(Math.round(step));
      this.show();
    });
    return `The date is “${this.text.value}”; handed over is ${this.data.variants.find(([name]) => name === this.variant)?.[1]}.`;
  }
}
