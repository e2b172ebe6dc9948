// @ts-check
// How far back learning reaches: what lstm_lib.jacobian_norms measures, computed in the page.

import { at, gruStep, lstmStep, rnnStep } from "./steps.js";

/**
 * @import { Matrix, Vector, Weights } from "./steps.js"
 *
 * @typedef {"RNN" | "GRU" | "LSTM"} Kind
 * @typedef {(dh: Float64Array, dc: Float64Array) => {dh: Float64Array, dc: Float64Array}} Back One step back, for one gradient.
 *
 * @typedef {object} Norms Over the distance d = 0 .. T.
 * @property {Float64Array} dh The largest singular value of dh_T / dh_{T-d}.
 * @property {Float64Array | null} dc The same of dc_T / dc_{T-d}, of an LSTM.
 * @property {Float64Array | null} forget The largest product, over the units, of the forget gates of those d steps.
 */

/**
 * @param {Kind} kind
 * @param {Weights} weights
 * @param {readonly Vector[]} x T of (D,)
 * @returns {Norms}
 */
export function jacobianNorms(kind, weights, x) {
  const { steps, gates } = run(kind, weights, x);
  const H = weights.W_h.rows;
  const dh = allTheWay(steps, H, "dh");
  if (kind !== "LSTM") return { dh, dc: null, forget: null };
  const product = new Float64Array(H).fill(1);
  const forget = [1];
  for (const gate of [...gates].reverse()) {
    gate.forEach((f, k) => (product[k] = at(product, k) * f));
    forget.push(Math.max(...product));
  }
  return { dh, dc: allTheWay(steps, H, "dc"), forget: Float64Array.from(forget) };
}

/**
 * Forward, keeping of each step the way back through it, and of an LSTM the forget gates.
 * @param {Kind} kind
 * @param {Weights} weights
 * @param {readonly Vector[]} x
 */
function run(kind, weights, x) {
  /** @type {Back[]} */
  const steps = [];
  /** @type {Float64Array[]} */
  const gates = [];
  /** @type {{h: Float64Array, c: Float64Array}} */
  let state = { h: new Float64Array(weights.W_h.rows), c: new Float64Array(weights.W_h.rows) };
  for (const input of x) {
    const { h, c } = state;
    if (kind === "LSTM") {
      const step = lstmStep(input, h, c, weights);
      steps.push(lstmBack(step, c, weights.W_h));
      gates.push(step.f);
      state = step;
    } else if (kind === "GRU") {
      const step = gruStep(input, h, weights);
      steps.push(gruBack(step, h, weights.W_h));
      state = { h: step.h, c };
    } else {
      const after = rnnStep(input, h, weights);
      steps.push((dh, dc) => ({ dh: times(weights.W_h, dh.map((d, k) => d * (1 - at(after, k) ** 2))), dc }));
      state = { h: after, c };
    }
  }
  return { steps, gates };
}

/**
 * lstm_lib's lstm_step_backward, without the gradients of the weights.
 * @param {import("./steps.js").LSTMStep} step
 * @param {Vector} before c before the step
 * @param {Matrix} W_h
 * @returns {Back}
 */
function lstmBack({ i, f, g, o, tanh_c }, before, W_h) {
  const H = i.length;
  return (dh, after) => {
    const dz = new Float64Array(4 * H);
    const dc = new Float64Array(H);
    for (let k = 0; k < H; k++) {
      const [ik, fk, gk, ok, shown] = [at(i, k), at(f, k), at(g, k), at(o, k), at(tanh_c, k)];
      const d = at(after, k) + at(dh, k) * ok * (1 - shown ** 2);
      dz[k] = d * gk * ik * (1 - ik);
      dz[H + k] = d * at(before, k) * fk * (1 - fk);
      dz[2 * H + k] = d * ik * (1 - gk ** 2);
      dz[3 * H + k] = at(dh, k) * shown * ok * (1 - ok);
      dc[k] = d * fk;
    }
    return { dh: times(W_h, dz), dc };
  };
}

/**
 * @param {import("./steps.js").GRUStep} step
 * @param {Vector} before h before the step
 * @param {Matrix} W_h
 * @returns {Back}
 */
function gruBack({ z, r, u, g }, before, W_h) {
  const H = z.length;
  return (dh, dc) => {
    const dz = new Float64Array(3 * H);
    for (let k = 0; k < H; k++) {
      const [zk, rk, gk] = [at(z, k), at(r, k), at(g, k)];
      const dg = at(dh, k) * (1 - zk) * (1 - gk ** 2);
      dz[k] = at(dh, k) * (at(before, k) - gk) * zk * (1 - zk);
      dz[H + k] = dg * at(u, k) * rk * (1 - rk);
      dz[2 * H + k] = dg * rk;
    }
    return { dh: times(W_h, dz).map((d, k) => d + at(dh, k) * at(z, k)), dc };
  };
}

/**
 * Norms of the Jacobian at each distance: H gradients at once, one for each unit of the last state.
 * @param {readonly Back[]} steps
 * @param {number} H
 * @param {"dh" | "dc"} part
 */
function allTheWay(steps, H, part) {
  /** @type {{dh: Float64Array, dc: Float64Array}[]} */
  let rows = Array.from({ length: H }, (_, unit) => {
    const gradient = { dh: new Float64Array(H), dc: new Float64Array(H) };
    gradient[part][unit] = 1;
    return gradient;
  });
  const norms = [1];
  for (const back of [...steps].reverse()) {
    rows = rows.map(({ dh, dc }) => back(dh, dc));
    norms.push(largestSingularValue(rows.map((row) => row[part])));
  }
  return Float64Array.from(norms);
}

/**
 * W z: the gradient of what was multiplied by W from the left.
 * @param {Matrix} W
 * @param {Vector} z
 */
function times(W, z) {
  const x = new Float64Array(W.rows);
  for (let j = 0, k = 0; j < W.rows; j++) {
    let sum = 0;
    for (let from = 0; from < W.columns; from++, k++) sum += at(W.values, k) * at(z, from);
    x[j] = sum;
  }
  return x;
}

/**
 * By one-sided Jacobi rotations, which make the rows orthogonal: the longest is the largest singular value.
 * Reference: Golub and Van Loan (2013), Matrix computations, 4th edition, section 8.6.3.
 * @param {readonly Float64Array[]} matrix
 */
export function largestSingularValue(matrix) {
  const scale = Math.max(...matrix.map((row) => Math.max(...row.map(Math.abs))));
  if (scale === 0 || !Number.isFinite(scale)) return scale;
  const rows = matrix.map((row) => row.map((value) => value / scale)); // squares neither vanish nor overflow
  for (let sweep = 0, turned = true; turned && sweep < 30; sweep++) {
    turned = false;
    for (let a = 0; a < rows.length; a++) {
      for (let b = a + 1; b < rows.length; b++) turned = rotate(rows, a, b) || turned;
    }
  }
  return scale * Math.sqrt(Math.max(...rows.map((row) => row.reduce((sum, value) => sum + value * value, 0))));
}

/**
 * Turn two rows until they are orthogonal; whether there was anything to turn.
 * @param {Float64Array[]} rows
 * @param {number} a
 * @param {number} b
 */
function rotate(rows, a, b) {
  const [one, other] = [/** @type {Float64Array} */ (rows[a]), /** @type {Float64Array} */ (rows[b])];
  let [aa, ab, bb] = [0, 0, 0];
  for (let k = 0; k < one.length; k++) {
    const [p, q] = [at(one, k), at(other, k)];
    aa += p * p;
    ab += p * q;
    bb += q * q;
  }
  if (Math.abs(ab) <= 1e-10 * Math.sqrt(aa * bb) || ab === 0) return false;
  const zeta = (bb - aa) / (2 * ab);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = cosine * tangent;
  for (let k = 0; k < one.length; k++) {
    const [p, q] = [at(one, k), at(other, k)];
    one[k] = cosine * p - sine * q;
    other[k] = sine * p + cosine * q;
  }
  return true;
}
