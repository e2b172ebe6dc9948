// @ts-check
// What the figure `cell` computes and says: all steps of a sequence, with what the reader has set. No page is needed.

import { number } from "./kit.js";
import { at, lstmStep, matrix } from "./steps.js";

/**
 * @typedef {object} Preset A cell of one unit, its weights in the order i f g o, and a sequence.
 * @property {string} label
 * @property {number[]} W_x
 * @property {number[]} W_h
 * @property {number[]} b
 * @property {number[]} x
 * @property {number} h The state before the first step.
 * @property {number} c
 * @property {[low: number, high: number, step: number]} range Of x.
 *
 * @typedef {"i" | "f" | "g" | "o"} Gate
 * @typedef {Partial<Record<Gate, number>>} Held Gates that are fixed.
 * @typedef {{h?: number, c?: number, held: Held}} Changed What the reader has set at one step, before it is taken.
 * @typedef {Record<"x" | "h0" | "c0" | "z_i" | "z_f" | "z_g" | "z_o" | "i" | "f" | "g" | "o" | "keep" | "write" | "c" |
 *   "tanh_c" | "h", number>} Step
 */

export const GATES = /** @type {Gate[]} */ (["i", "f", "g", "o"]);

/**
 * Run the cell over a sequence. A gate is held by a bias that no input can move, so that the step itself stays as it is.
 * @param {Preset} cell
 * @param {readonly number[]} x
 * @param {readonly Changed[]} changed One for each step.
 */
export function run(cell, x, changed) {
  let [h, c] = [cell.h, cell.c];
  return x.map((input, t) => {
    const { h: newH, c: newC, held = {} } = changed[t] ?? {};
    [h, c] = [newH ?? h, newC ?? c];
    /** @param {readonly number[]} values @param {(value: number) => number} fixed */
    const row = (values, fixed) => GATES.map((gate, k) => (gate in held ? fixed(held[gate] ?? 0) : at(values, k)));
    const zero = () => 0;
    const step = lstmStep([input], [h], [c], {
      W_x: matrix([row(cell.W_x, zero)]),
      W_h: matrix([row(cell.W_h, zero)]),
      b: row(cell.b, (value) => Math.log(value) - Math.log1p(-value)),
    });
    const [i, f, g, o] = [at(step.i, 0), at(step.f, 0), at(step.g, 0), at(step.o, 0)];
    /** @type {Step} */
    const all = {
      x: input, h0: h, c0: c, z_i: at(step.z, 0), z_f: at(step.z, 1), z_g: at(step.z, 2), z_o: at(step.z, 3), i, f, g, o,
      keep: f * c, write: i * g, c: at(step.c, 0), tanh_c: at(step.tanh_c, 0), h: at(step.h, 0),
    };
    [h, c] = [all.h, all.c];
    return all;
  });
}

/** @param {number} value */
export function trimmed(value) {
  return number(value).replace(/\.?0+$/, "");
}

/**
 * A number in brackets where it has a sign, as it stands after an operator.
 * @param {string} written
 */
export function bracketed(written) {
  return written.startsWith("−") ? `(${written})` : written;
}

/**
 * What is written of a step, by key: each number, and each formula with its numbers put in. The same as in cell.py.
 * @param {Step} step
 * @param {Preset} cell
 * @param {Held} held
 */
export function texts(step, cell, held) {
  const n = /** @type {Record<keyof Step, string>} */ (
    Object.fromEntries(Object.entries(step).map(([name, value]) => [name, number(value)]))
  );
  /** @type {Record<string, string>} */
  const written = { ...n };
  GATES.forEach((gate, k) => {
    const squash = gate === "g" ? "tanh" : "σ";
    const fixed = gate in held ? `held at ${trimmed(held[gate] ?? 0)}` : "";
    const [W_x, W_h, b] = [cell.W_x, cell.W_h, cell.b].map((values) => bracketed(trimmed(at(values, k))));
    const z = n[`z_${gate}`];
    const sum = `z_${gate} = ${n.x} · ${W_x} + ${bracketed(n.h0)} · ${W_h} + ${b} = ${z}`;
    written[`text_z_${gate}`] = fixed ? `${gate} is ${fixed}` : sum;
    written[`text_${gate}`] = fixed || `${squash}(${z}) = ${n[gate]}`;
    written[`short_${gate}`] = fixed ? "held" : `${squash}(z)`;
    written[`squash_${gate}`] = fixed ? "held" : `${squash}(${z})`;
    written[`zed_${gate}`] = fixed ? "" : `z = ${z}`;
  });
  return Object.assign(written, {
    text_keep: `${n.f} · ${bracketed(n.c0)} = ${n.keep}`,
    text_write: `${n.i} · ${bracketed(n.g)} = ${n.write}`,
    text_c: `${n.keep} + ${bracketed(n.write)} = ${n.c}`,
    text_tanh_c: `tanh(${n.c}) = ${n.tanh_c}`,
    text_h: `${n.o} · ${bracketed(n.tanh_c)} = ${n.h}`,
  });
}

/**
 * The alternative text of the drawing. The same as in cell.py.
 * @param {number} t
 * @param {number} steps
 * @param {Step} step
 */
export function says(t, steps, step) {
  const n = /** @type {Record<keyof Step, string>} */ (
    Object.fromEntries(Object.entries(step).map(([name, value]) => [name, number(value)]))
  );
  return (
    `One step of an LSTM cell with one unit, step ${t} of ${steps}. Input ${n.x}, hidden state before ${n.h0}, ` +
    `cell state before ${n.c0}. Forget gate ${n.f} times cell state before: ${n.keep} is kept. ` +
    `Input gate ${n.i} times candidate ${n.g}: ${n.write} is written. New cell state ${n.c}. ` +
    `Output gate ${n.o} times tanh of it, ${n.tanh_c}: new hidden state ${n.h}.`
  );
}

/** How wide a wire is through which a number flows; as in cell_drawing.py. @param {number} value */
export function flowWidth(value) {
  return 1.6 + 3.4 * Math.min(1, Math.abs(value));
}

/**
 * Where the gauge of a gate begins and how long it is; a candidate's begins in the middle.
 * @param {number} value
 * @param {number} full
 * @param {boolean} signed
 */
export function bar(value, full, signed) {
  const half = full / 2;
  return signed ? [half + Math.min(0, value) * half, Math.abs(value) * half] : [0, full * value];
}

/** @typedef {"ours" | "keras" | "torch"} Names */
/** @typedef {{line: string, says: string, marks: {row: "h" | "c", steps: "all" | "last"}[]}} Returned */

/**
 * What running the whole layer gives back, and which numbers of the sequence these are.
 * @param {Names} names
 * @param {boolean} sequences Keras's return_sequences
 * @param {boolean} state Keras's return_state
 * @param {number} steps
 * @returns {Returned}
 */
export function returned(names, sequences, state, steps) {
  /** @type {Returned["marks"]} */
  const everyH = [{ row: "h", steps: "all" }];
  /** @type {Returned["marks"]} */
  const final = [{ row: "h", steps: "last" }, { row: "c", steps: "last" }];
  if (names === "ours") {
    return {
      line: "trace = layer.forward(x, state=(h_0, c_0))",
      says: `trace.h (1, ${steps}, 1) and trace.c (1, ${steps}, 1) hold every step, trace.final is the last (h, c).`,
      marks: [...everyH, { row: "c", steps: "all" }],
    };
  }
  if (names === "torch") {
    return {
      line: "output, (h_n, c_n) = torch.nn.LSTM(1, 1, batch_first=True)(input, (h_0, c_0))",
      says: `output (1, ${steps}, 1) is h of every step; h_n and c_n (1, 1, 1) are the last h and the last c, always handed out.`,
      marks: [...everyH, ...final],
    };
  }
  const flags = [sequences ? "return_sequences=True" : "", state ? "return_state=True" : ""].filter(Boolean);
  const left = state ? "output, state_h, state_c" : "output";
  const output = sequences ? `output (1, ${steps}, 1) is h of every step` : "output (1, 1) is the last h";
  const rest = state ? "; state_h (1, 1) is the last h, state_c (1, 1) the last c" : "; no cell state is handed out";
  return {
    line: `${left} = keras.layers.LSTM(${["1", ...flags].join(", ")})(inputs, initial_state=[h_0, c_0])`,
    says: `${output}${rest}.`,
    marks: [...(sequences ? everyH : final.slice(0, 1)), ...(state ? final : [])],
  };
}
