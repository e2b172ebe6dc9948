// @ts-check
// The figure "seq2seq, live": a date is typed, and the stored model reads and writes it here, character by character.

import { draw } from "./dates-drawing.js";
import { button, describe, fill, made, number, select, slider, still } from "./kit.js";
import { END, at, greedy } from "./steps.js";

/**
 * @import { Form } from "./dates-drawing.js"
 * @import { Live, Values } from "./kit.js"
 * @import { EncoderDecoder, Matrix, Vector } from "./steps.js"
 *
 * @typedef {object} Data
 * @property {string} text
 * @property {number} longest
 * @property {number} most
 * @property {string} reads The symbols of the source, from id 3 on.
 * @property {string} writes The same of the target.
 * @property {[string, ...number[]][]} arrays Names and shapes, in the order of the file.
 * @property {string} file
 * @property {number} kB
 * @property {[string, string][]} examples
 * @property {string} written
 * @property {[symbol: string, p: number][]} likeliest The most probable symbols at the last step.
 * @property {[Form, Form]} forms
 *
 * @typedef {object} Run The result of a text.
 * @property {string} text
 * @property {string[]} read
 * @property {string[]} written
 * @property {number[]} p
 * @property {ArrayLike<number>[]} weights
 * @property {[symbol: string, p: number][][]} best The most probable symbols at each step.
 */

/**
 * A number in float16.
 * @param {number} bits
 */
export function half(bits) {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24);
}

/**
 * The model from its file: all arrays, one after another, in float16.
 * @param {ArrayBuffer} file
 * @param {Data["arrays"]} arrays
 * @returns {EncoderDecoder}
 */
export function unpack(file, arrays) {
  const bytes = arrays.reduce((sum, [, ...shape]) => sum + 2 * shape.reduce((product, n) => product * n, 1), 0);
  if (bytes !== file.byteLength) throw new Error(`expected ${bytes} bytes of weights, got ${file.byteLength}`);
  const view = new DataView(file);
  let place = 0;
  /** @type {Record<string, Matrix>} */
  const found = {};
  for (const [name, ...shape] of arrays) {
    const size = shape.reduce((product, n) => product * n, 1);
    const values = Float32Array.from({ length: size }, (_, k) => half(view.getUint16(place + 2 * k, true)));
    found[name] = { rows: shape.length > 1 ? at(shape, 0) : 1, columns: at(shape, shape.length - 1), values };
    place += 2 * size;
  }
  /** @param {string} name */
  const get = (name) => /** @type {Matrix} */ (found[name]);
  /** @param {string} name */
  const layer = (name) => ({ W_x: get(`${name}.W_x`), W_h: get(`${name}.W_h`), b: get(`${name}.b`).values });
  return {
    kind: "LSTM",
    source_embedding: get("source_embedding.W"),
    encoder: layer("encoder"),
    target_embedding: get("target_embedding.W"),
    decoder: layer("decoder"),
    dense: { W: get("dense.W"), b: get("dense.b").values },
    attention: "dot",
  };
}

/**
 * What the model knows of a text: lower case, composed letters, no space at the ends.
 * @param {string} text
 */
export function known(text) {
  return text.normalize("NFC").toLowerCase().trim().replace(/\s+/g, " ");
}

/**
 * Read a text and write it as the model does.
 * @param {EncoderDecoder} model
 * @param {Data} data
 * @param {string} text All of whose characters the model knows.
 * @returns {Run}
 */
export function run(model, data, text) {
  const characters = [...text];
  const ids = [...characters.map((character) => data.reads.indexOf(character) + 3), END];
  /** @param {number} id */
  const name = (id) => (id === END ? "end" : id < 3 ? "–" : data.writes[id - 3] ?? "");
  const steps = greedy(model, ids, data.most);
  return {
    text,
    read: [...characters, "end"],
    written: steps.map(({ id }) => name(id)),
    p: steps.map(({ id, log_p }) => Math.exp(at(log_p, id))),
    weights: steps.map(({ weights }) => weights),
    best: steps.map(({ log_p }) => best(log_p, data.likeliest.length).map((id) => [name(id), Math.exp(at(log_p, id))])),
  };
}

/**
 * The places of the largest values, largest first.
 * @param {Vector} values
 * @param {number} count
 */
function best(values, count) {
  return Array.from(values, (_, k) => k).sort((one, other) => at(values, other) - at(values, one)).slice(0, count);
}

/** @param {string} symbol */
const shown = (symbol) => (symbol === " " ? "space" : symbol);

/**
 * @param {HTMLElement} figure
 * @param {Data} data
 * @returns {Live}
 */
export function start(figure, data) {
  const live = new Dates(figure, data);
  return { set: (values) => live.set(values) };
}

class Dates {
  /**
   * @param {HTMLElement} figure
   * @param {Data} data
   */
  constructor(figure, data) {
    this.figure = figure;
    this.data = data;
    /** @type {Promise<EncoderDecoder> | null} */
    this.loading = null;
    /** @type {Run | null} */
    this.run = null;
    this.at = Infinity; // characters read and written; the end
    this.timer = 0;
    this.asked = 0;

    const id = `${figure.id}-text`;
    this.input = made("input", {
      type: "text", id, maxlength: data.longest, value: data.text, autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    });
    this.input.addEventListener("input", () => this.type(this.input.value));
    this.input.addEventListener("keydown", (event) => event.key === "Enter" && this.play());
    const field = made("div", { class: "live-control dates-text" }, made("label", { for: id }, "Type a date"), this.input);
    this.examples = select({
      label: "or choose one", value: "", options: [["", "examples"], ...data.examples.map(([text, what]) => /** @type {[string, string]} */ ([text, `${text} (${what})`]))],
      change: (text) => text && this.take(text),
    });
    this.watch = button("Watch it write", () => (this.timer ? this.stop() : this.play()));
    this.position = slider({
      label: "Step", min: 0, max: data.text.length + data.written.length + 2, step: 1,
      value: data.text.length + data.written.length + 2, write: () => "", change: (step) => this.go(step),
    });
    this.output = made("output", { class: "dates-output", for: id }, data.written);
    this.told = made("p", { class: "dates-told" });
    // What a screen reader is told by itself: what was typed has been written. The steps it hears from the slider.
    this.heard = made("p", { class: "dates-heard" });
    this.heard.role = "status";
    this.bars = made("ol", { class: "dates-best" });

    const stage = figure.querySelector(".live-stage");
    stage?.before(made("div", { class: "live-controls" }, field, this.examples.element),
      made("div", { class: "live-controls" }, this.watch, this.position.element));
    stage?.after(made("div", { class: "dates-panel" }, this.output, made("div", {}, this.told, this.bars), this.heard));
    this.told.textContent = `The model (${data.kB} kB) is loaded when you first use it. What it took for likely at the last step:`;
    this.rank(data.likeliest);
  }

  /** The model; its file is fetched once. */
  model() {
    this.loading ??= this.fetch().catch((error) => {
      this.loading = null; // the next use tries again
      throw error;
    });
    return this.loading;
  }

  async fetch() {
    const answer = await fetch(new URL(this.data.file, import.meta.url));
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    return unpack(await answer.arrayBuffer(), this.data.arrays);
  }

  /**
   * Read and write a text, and show it to its end or up to a number of written characters.
   * @param {string} text
   * @param {number} [writing]
   * @returns {Promise<boolean>} Whether it is shown.
   */
  async type(text, writing = Infinity) {
    this.stop();
    const mine = (this.asked += 1);
    const read = known(text);
    const strange = [...new Set([...read].filter((character) => !this.data.reads.includes(character)))];
    this.figure.toggleAttribute("data-stale", strange.length > 0 || !read);
    if (!read) return this.refuse("Type a date.");
    if (strange.length) {
      return this.refuse(`The model has never seen ${strange.map((each) => `“${each}”`).join(", ")}. ` +
        "It knows a to z, the letters of its dates that have marks, digits, space, comma, full stop and hyphen.");
    }
    if (!this.loading) this.told.textContent = `Loading the model (${this.data.kB} kB) …`;
    try {
      const model = await this.model();
      if (mine !== this.asked) return false; // something else has been typed since
      this.run = run(model, this.data, read);
    } catch (error) {
      return this.refuse(`The model could not be loaded (${error instanceof Error ? error.message : error}). Type again to try again.`);
    }
    const { read: characters, written } = this.run;
    this.position.input.max = String(characters.length + written.length);
    this.at = characters.length + Math.min(writing, written.length);
    this.show();
    this.heard.textContent = this.told.textContent;
    return true;
  }

  /** @param {string} why */
  refuse(why) {
    this.told.textContent = this.heard.textContent = why;
    this.bars.replaceChildren();
    this.output.textContent = "";
    return false;
  }

  /** @param {string} text */
  async take(text) {
    this.input.value = text;
    if (await this.type(text)) this.play();
  }

  /** @param {number} step */
  async go(step) {
    this.stop();
    if (!this.run && !(await this.type(this.input.value))) return;
    this.at = step;
    this.show();
  }

  async play() {
    this.stop();
    if (!this.run || this.run.text !== known(this.input.value)) {
      if (!(await this.type(this.input.value))) return;
    }
    if (still()) {
      this.at = this.end();
      this.show();
      this.heard.textContent = this.told.textContent;
      return;
    }
    this.at = 0;
    this.watch.textContent = "Stop";
    this.tick();
  }

  tick() {
    this.show();
    if (this.at >= this.end()) {
      this.heard.textContent = this.told.textContent;
      return this.stop();
    }
    const reading = this.at < (this.run?.read.length ?? 0);
    this.timer = window.setTimeout(() => {
      this.at += 1;
      this.tick();
    }, reading ? 120 : 450);
  }

  stop() {
    const played = this.timer > 0;
    clearTimeout(this.timer);
    this.timer = 0;
    this.watch.textContent = "Watch it write";
    if (played) this.show();
  }

  end() {
    return this.run ? this.run.read.length + this.run.written.length : 0;
  }

  show() {
    const { run, data } = this;
    if (!run) return;
    const reading = Math.min(this.at, run.read.length);
    const writing = this.at - reading;
    for (const [k, name] of ["wide", "narrow"].entries()) {
      const svg = this.figure.querySelector(`.live-${name} svg`);
      if (svg instanceof SVGSVGElement) draw(svg, /** @type {Form} */ (data.forms[k]), { ...run, reading, writing });
    }
    const so_far = run.written.slice(0, writing).filter((symbol) => symbol !== "end").join("");
    this.output.textContent = so_far || " ";
    this.output.classList.toggle("dates-open", writing < run.written.length);
    this.position.show(this.at);
    const says = this.says(run, reading, writing);
    this.position.input.setAttribute("aria-valuetext", says);
    this.told.textContent = says;
    this.rank((writing > 0 && run.best[writing - 1]) || []);
    this.write(run);
    describe(this.figure, this.whole(run));
  }

  /** @param {[symbol: string, p: number][]} symbols */
  rank(symbols) {
    this.bars.replaceChildren(...symbols.map(([symbol, p], k) => {
      const bar = made("span", { class: "dates-bar" });
      bar.style.setProperty("--share", `${(100 * p).toFixed(1)}%`);
      const item = made("li", {}, made("span", { class: "dates-symbol" }, symbol), bar, made("span", { class: "dates-p" }, p < 0.0005 ? "< 0.001" : number(p, 3)));
      item.classList.toggle("dates-chosen", k === 0);
      return item;
    }));
  }

  /**
   * @param {Run} run
   * @param {number} reading
   * @param {number} writing
   */
  says(run, reading, writing) {
    if (!reading) return "Nothing has been read yet.";
    if (!writing) {
      const last = reading === run.read.length ? "The decoder starts from the state that is left." : "";
      return `The encoder reads “${shown(run.read[reading - 1] ?? "")}”, ${reading} of ${run.read.length}. ${last}`.trim();
    }
    const u = writing - 1;
    const weights = run.weights[u] ?? [];
    const [first = 0, second = 0] = best(weights, 2);
    const before = u === 0 ? "the start" : `“${run.written[u - 1]}”`;
    const step = `Step ${writing}: the decoder reads ${before}, looks at “${shown(run.read[first] ?? "")}” (${number(at(weights, first))}) and ` +
      `“${shown(run.read[second] ?? "")}” (${number(at(weights, second))}), and writes ` +
      `${run.written[u] === "end" ? "the end" : `“${run.written[u]}”`} (p = ${number(run.p[u] ?? 0, 3)}).`;
    if (writing < run.written.length) return step;
    const all = run.p.reduce((product, p) => product * p, 1);
    return `${step} The whole has the probability ${number(all, 3)}.`;
  }

  /** @param {Run} run */
  whole(run) {
    const steps = run.written.map((symbol, u) => {
      const weights = run.weights[u] ?? [];
      const [t = 0] = best(weights, 1);
      return `${shown(symbol)} looks at ${shown(run.read[t] ?? "")} (${number(at(weights, t))})`;
    });
    const written = run.written.filter((symbol) => symbol !== "end").join("");
    return `“${run.text}” is read and “${written}” is written. Attention: ${steps.join("; ")}.`;
  }

  /** @param {Run} run */
  write(run) {
    /** @type {Record<string, string>} */
    const texts = {};
    for (let u = 0; u < this.data.most; u++) {
      const weights = run.weights[u] ?? [];
      const places = best(weights, 2);
      const there = u < run.written.length;
      const row = there ? [shown(run.written[u] ?? ""), number(run.p[u] ?? 0, 3)] : ["", ""];
      for (const k of [0, 1]) {
        const t = places[k];
        row.push(...(there && t !== undefined ? [`${shown(run.read[t] ?? "")} (${t + 1})`, number(at(weights, t))] : ["", ""]));
      }
      row.forEach((text, k) => (texts[`step${u + 1}-${k}`] = text));
    }
    fill(this.figure, texts);
  }

  /**
   * @param {Values} values
   * @returns {string}
   */
  set(values) {
    const text = values.text?.slice(0, this.data.longest) ?? this.input.value;
    const writing = values.written === undefined ? Infinity : Number(values.written);
    this.input.value = text;
    this.examples.show("");
    this.type(text, Number.isNaN(writing) ? Infinity : writing);
    return `The date is now “${text}”.`;
  }
}
