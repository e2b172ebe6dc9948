// @ts-check
// The steps of lstm_lib that run in the page, line by line as there: RNN, GRU, LSTM, attention, and an encoder-decoder that
// writes. Vectors are rows; numbers are double, so that float32 weights give lstm_lib's values to its own precision.

/**
 * @typedef {ArrayLike<number>} Vector
 *
 * @typedef {object} Matrix
 * @property {number} rows
 * @property {number} columns
 * @property {Vector} values Row after row.
 *
 * @typedef {object} Weights Of a recurrent layer with G parts of H units, in the order of lstm_lib: LSTM i f g o, GRU z r g.
 * @property {Matrix} W_x (D, G H)
 * @property {Matrix} W_h (H, G H)
 * @property {Vector} b (G H,)
 * @property {Vector} [b_h] (H,), of a GRU: the bias inside the reset.
 *
 * @typedef {{z: Float64Array, i: Float64Array, f: Float64Array, g: Float64Array, o: Float64Array, c: Float64Array,
 *   tanh_c: Float64Array, h: Float64Array}} LSTMStep z (4H,) is what the gates squash; the others are (H,).
 * @typedef {{z: Float64Array, r: Float64Array, u: Float64Array, g: Float64Array, h: Float64Array}} GRUStep
 */

/**
 * A number that is there: the index is known to be in range.
 * @param {Vector} values
 * @param {number} k
 */
export function at(values, k) {
  return /** @type {number} */ (values[k]);
}

/**
 * @param {readonly (readonly number[])[]} rows
 * @returns {Matrix}
 */
export function matrix(rows) {
  return { rows: rows.length, columns: rows[0]?.length ?? 0, values: Float64Array.from(rows.flat()) };
}

/** @param {number} z */
export function sigmoid(z) {
  return 0.5 * Math.tanh(0.5 * z) + 0.5;
}

/**
 * x W + b, a row through a dense layer.
 * @param {Vector} x
 * @param {Matrix} W
 * @param {Vector} [b]
 */
export function dense(x, W, b) {
  const z = b ? Float64Array.from(b) : new Float64Array(W.columns);
  for (let j = 0, k = 0; j < W.rows; j++) {
    const from = at(x, j);
    for (let to = 0; to < W.columns; to++, k++) z[to] = at(z, to) + from * at(W.values, k);
  }
  return z;
}

/**
 * @param {Vector} x
 * @param {Vector} h
 * @param {Weights} weights
 */
export function rnnStep(x, h, { W_x, W_h, b }) {
  return dense(h, W_h, dense(x, W_x, b)).map(Math.tanh);
}

/**
 * @param {Vector} x (D,)
 * @param {Vector} h (H,)
 * @param {Vector} c (H,)
 * @param {Weights} weights
 * @returns {LSTMStep}
 */
export function lstmStep(x, h, c, { W_x, W_h, b }) {
  const H = W_h.rows;
  const z = dense(h, W_h, dense(x, W_x, b));
  const i = z.slice(0, H).map(sigmoid);
  const f = z.slice(H, 2 * H).map(sigmoid);
  const g = z.slice(2 * H, 3 * H).map(Math.tanh);
  const o = z.slice(3 * H).map(sigmoid);
  const after = f.map((keep, k) => keep * at(c, k) + at(i, k) * at(g, k));
  const tanh_c = after.map(Math.tanh);
  return { z, i, f, g, o, c: after, tanh_c, h: o.map((show, k) => show * at(tanh_c, k)) };
}

/**
 * The reset gate is applied after the product with W_h, as in lstm_lib's gru_step.
 * @param {Vector} x
 * @param {Vector} h
 * @param {Weights} weights
 * @returns {GRUStep}
 */
export function gruStep(x, h, { W_x, W_h, b, b_h }) {
  const H = W_h.rows;
  const a = dense(x, W_x, b);
  const p = dense(h, W_h);
  const sum = a.map((value, k) => value + at(p, k));
  const z = sum.slice(0, H).map(sigmoid);
  const r = sum.slice(H, 2 * H).map(sigmoid);
  const u = p.slice(2 * H).map((value, k) => value + (b_h ? at(b_h, k) : 0));
  const g = a.slice(2 * H).map((value, k) => Math.tanh(value + at(r, k) * at(u, k)));
  return { z, r, u, g, h: z.map((keep, k) => keep * at(h, k) + (1 - keep) * at(g, k)) };
}

/**
 * A layer over a whole sequence from a state of zeros; every step is kept.
 * @param {readonly Vector[]} x
 * @param {Weights} weights
 */
export function lstm(x, weights) {
  /** @type {LSTMStep[]} */
  const trace = [];
  /** @type {State} */
  let state = { h: new Float64Array(weights.W_h.rows), c: new Float64Array(weights.W_h.rows) };
  for (const input of x) {
    const step = lstmStep(input, state.h, state.c, weights);
    trace.push(step);
    state = step;
  }
  return trace;
}

/** @param {Vector} z */
export function logSoftmax(z) {
  const values = Float64Array.from(z);
  const most = Math.max(...values);
  const sum = values.reduce((total, value) => total + Math.exp(value - most), 0);
  return values.map((value) => value - most - Math.log(sum));
}

/**
 * @typedef {{W_q: Matrix, W_k: Matrix, v: Vector}} Additive
 * @typedef {{weights: Float64Array, context: Float64Array}} Attended
 */

/**
 * Weigh the values for one query: by dot product, or additively where weights are given.
 * @param {Vector} query (H,)
 * @param {readonly Vector[]} values T of (H,)
 * @param {Additive | null} additive
 * @returns {Attended}
 */
export function attend(query, values, additive) {
  const asked = additive && dense(query, additive.W_q);
  const scores = values.map((value) => {
    if (!additive || !asked) return dot(query, value);
    return dot(dense(value, additive.W_k, asked).map(Math.tanh), additive.v);
  });
  const weights = logSoftmax(scores).map(Math.exp);
  const context = new Float64Array(query.length);
  values.forEach((value, t) => {
    for (let k = 0; k < context.length; k++) context[k] = at(context, k) + at(weights, t) * at(value, k);
  });
  return { weights, context };
}

/**
 * @param {Vector} one
 * @param {Vector} other
 */
function dot(one, other) {
  let sum = 0;
  for (let k = 0; k < one.length; k++) sum += at(one, k) * at(other, k);
  return sum;
}

export const START = 1;
export const END = 2;

/**
 * @typedef {object} EncoderDecoder
 * @property {"LSTM" | "GRU" | "RNN"} kind Of both layers.
 * @property {Matrix} source_embedding
 * @property {Weights} encoder
 * @property {Matrix} target_embedding
 * @property {Weights} decoder
 * @property {{W: Matrix, b: Vector}} dense
 * @property {"dot" | Additive | null} attention
 * @property {boolean} [context] Whether the decoder reads, at every step, the encoder's last hidden state beside the symbol.
 *
 * @typedef {{h: Float64Array, c: Float64Array}} State c is empty where the layer has no cell state.
 * @typedef {{h: Float64Array[], final: State}} Encoded
 * @typedef {{log_p: Float64Array, state: State, weights: Float64Array}} DecodedStep
 * @typedef {{id: number, log_p: Float64Array, weights: Float64Array}} Written
 */

/**
 * @param {EncoderDecoder["kind"]} kind
 * @param {Vector} x
 * @param {State} state
 * @param {Weights} weights
 * @returns {State}
 */
function advance(kind, x, { h, c }, weights) {
  if (kind === "LSTM") return lstmStep(x, h, c, weights);
  return { h: kind === "GRU" ? gruStep(x, h, weights).h : rnnStep(x, h, weights), c };
}

/**
 * @param {Matrix} table
 * @param {number} id
 */
function row(table, id) {
  return Array.prototype.slice.call(table.values, id * table.columns, (id + 1) * table.columns);
}

/**
 * Read ids, without padding.
 * @param {EncoderDecoder} model
 * @param {readonly number[]} ids
 * @returns {Encoded}
 */
export function encode(model, ids) {
  const H = model.encoder.W_h.rows;
  /** @type {State} */
  let final = { h: new Float64Array(H), c: new Float64Array(model.kind === "LSTM" ? H : 0) };
  const h = ids.map((id) => {
    final = advance(model.kind, row(model.source_embedding, id), final, model.encoder);
    return final.h;
  });
  return { h, final };
}

/**
 * The decoder one step on, from the symbol written last.
 * @param {EncoderDecoder} model
 * @param {number} id
 * @param {State} before
 * @param {Encoded} encoded
 * @returns {DecodedStep}
 */
export function decodeStep(model, id, before, encoded) {
  const read_symbol = row(model.target_embedding, id);
  const state = advance(model.kind, model.context ? [...read_symbol, ...encoded.final.h] : read_symbol, before, model.decoder);
  const { attention } = model;
  const attended = attention && attend(state.h, encoded.h, attention === "dot" ? null : attention);
  const read = attended ? [...state.h, ...attended.context] : state.h;
  const log_p = logSoftmax(dense(read, model.dense.W, model.dense.b));
  return { log_p, state, weights: attended ? attended.weights : new Float64Array(0) };
}

/**
 * Write the most probable symbol at each step until END, which is written too, or `most` symbols.
 * @param {EncoderDecoder} model
 * @param {readonly number[]} ids
 * @param {number} most
 */
export function greedy(model, ids, most) {
  const encoded = encode(model, ids);
  /** @type {Written[]} */
  const written = [];
  let [state, id] = [encoded.final, START];
  while (written.length < most && id !== END) {
    const step = decodeStep(model, id, state, encoded);
    state = step.state;
    const possible = step.log_p.slice(END); // padding and START, which stand before it, are never written
    id = END + possible.indexOf(Math.max(...possible));
    written.push({ id, log_p: step.log_p, weights: step.weights });
  }
  return written;
}
