// @ts-check
// What the figure `shapes` knows of Keras: the shape of every tensor of a chain of layers, and what Keras says when a layer
// cannot take what comes. Held to Keras's own answers by tests/golden/figures/shapes.json. No page is needed.

/**
 * @typedef {"LSTM" | "GRU" | "SimpleRNN" | "Bidirectional" | "Dense" | "RepeatVector" | "Embedding"} Kind
 * @typedef {{kind: Kind, units: number, sequences: boolean, state: boolean, stateful: boolean}} Layer
 * @typedef {object} Chain
 * @property {number} N Samples of a batch.
 * @property {number} T Time steps.
 * @property {number} D Features.
 * @property {boolean} known Whether the batch size is known when the model is built; otherwise it is None.
 * @property {boolean} flat Whether the input has no features axis.
 * @property {"calls" | "sequential"} joined
 * @property {Layer[]} layers
 *
 * @typedef {(number | null)[]} Shape
 * @typedef {[name: string, shape: Shape]} Tensor
 * @typedef {{name: string, call: string, input: Shape, output: Shape, states: Tensor[], weights: Tensor[],
 *   parameters: number}} Made
 * @typedef {{at: number, name: string, type: string, message: string, advice: string}} Fault
 */

/** @type {Partial<Record<Kind, string[]>>} */
export const STATES = { LSTM: ["h", "c"], GRU: ["h"], SimpleRNN: ["h"], Bidirectional: ["fh", "fc", "bh", "bc"] };
const GATES = { LSTM: 4, GRU: 3, SimpleRNN: 1 };
const NAMES = {
  LSTM: "lstm", GRU: "gru", SimpleRNN: "simple_rnn", Bidirectional: "bidirectional", Dense: "dense",
  RepeatVector: "repeat_vector", Embedding: "embedding",
};
export const VOCABULARY = 20; // of an Embedding

/** @param {Shape} shape */
export function written(shape) {
  const sizes = shape.map((size) => (size === null ? "None" : String(size)));
  return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(", ")})`;
}

/** @param {Layer} layer */
export function call({ kind, units, ...flags }) {
  const set = STATES[kind] ? [
    flags.sequences ? "return_sequences=True" : "", flags.state ? "return_state=True" : "", flags.stateful ? "stateful=True" : "",
  ].filter(Boolean) : [];
  const inside = [units, ...set].join(", ");
  if (kind === "Embedding") return `layers.Embedding(${VOCABULARY}, ${units})`;
  if (kind === "Bidirectional") return `layers.Bidirectional(layers.LSTM(${inside}))`;
  return `layers.${kind}(${inside})`;
}

/**
 * The names of the states that a layer hands out, numbered.
 * @param {Layer} layer
 * @param {number} k
 */
export function statesOf({ kind, state }, k) {
  return state ? (STATES[kind] ?? []).map((name) => `${name}${k}`) : [];
}

/**
 * The program that makes the chain.
 * @param {Chain} chain
 */
export function code({ N, T, D, known, flat, joined, layers }) {
  const options = [known ? `batch_size=${N}` : "", layers[0]?.kind === "Embedding" ? 'dtype="int32"' : ""].filter(Boolean);
  const source = `keras.Input(${[flat ? `(${T},)` : `(${T}, ${D})`, ...options].join(", ")})`;
  if (joined === "sequential") {
    return ["model = keras.Sequential([", ...[source, ...layers.map(call)].map((part) => `    ${part},`), "])"].join("\n");
  }
  const lines = layers.map((layer, k) => {
    const names = [`y${k + 1}`, ...statesOf(layer, k + 1)].join(", ");
    return `${names} = ${call(layer)}(${k ? `y${k}` : "x"})`;
  });
  return [`x = ${source}`, ...lines].join("\n");
}

/**
 * @param {Layer} layer
 * @param {number} D Features that come in.
 * @returns {Tensor[]}
 */
function weightsOf({ kind, units: H }, D) {
  if (kind === "Dense") return [["kernel", [D, H]], ["bias", [H]]];
  if (kind === "Embedding") return [["embeddings", [VOCABULARY, H]]];
  if (kind === "RepeatVector") return [];
  const ways = kind === "Bidirectional" ? ["forward ", "backward "] : [""];
  const G = GATES[kind === "Bidirectional" ? "LSTM" : kind];
  return ways.flatMap((way) => /** @type {Tensor[]} */ ([
    [`${way}kernel`, [D, G * H]], [`${way}recurrent_kernel`, [H, G * H]],
    [`${way}bias`, kind === "GRU" ? [2, G * H] : [G * H]],
  ]));
}

/**
 * @param {Layer} layer
 * @param {Shape} input
 * @returns {Shape}
 */
function outputOf({ kind, units, sequences }, input) {
  if (kind === "Dense") return [...input.slice(0, -1), units];
  if (kind === "Embedding") return [...input, units];
  if (kind === "RepeatVector") return [input[0] ?? null, units, input[1] ?? null];
  const wide = kind === "Bidirectional" ? 2 * units : units;
  return sequences ? [input[0] ?? null, input[1] ?? null, wide] : [input[0] ?? null, wide];
}

/**
 * @param {Shape} shape
 * @param {number} number
 */
function kerasTensor(shape, number) {
  return `<KerasTensor shape=${written(shape)}, dtype=float32, sparse=False, ragged=False, name=keras_tensor_${number}>`;
}

/**
 * What is wrong with what comes to a layer: Keras's message, and what to do.
 * @param {Chain} chain
 * @param {number} k
 * @param {string} name
 * @param {Shape} input
 * @param {Made | undefined} before
 * @param {number} tensors How many tensors the layers before have made.
 * @returns {Omit<Fault, "at" | "name"> | null}
 */
function faultOf(chain, k, name, input, before, tensors) {
  const layer = /** @type {Layer} */ (chain.layers[k]);
  if (before && chain.joined === "sequential" && before.states.length) {
    const shapes = [before.output, ...before.states.map(([, shape]) => shape)];
    const list = shapes.map((shape, place) => kerasTensor(shape, tensors - shapes.length + place + 1)).join(", ");
    return {
      type: "ValueError",
      message: `Layer "${name}" expects 1 input(s), but it received ${shapes.length} input tensors. Inputs received: [${list}]`,
      advice: `keras.Sequential hands on all that ${before.name} returns, its states too. Use return_state in calls, where only y${k} is handed on.`,
    };
  }
  const expected = layer.kind === "RepeatVector" ? 2 : STATES[layer.kind] ? 3 : input.length;
  if (input.length !== expected) {
    return {
      type: "ValueError",
      message: `Input 0 with name 'None' of layer '${name}' is incompatible with the layer: expected ndim=${expected}, ` +
        `found ndim=${input.length}. Full shape received: ${written(input)}`,
      advice: adviceOn(chain, k, input, before),
    };
  }
  if (layer.stateful && STATES[layer.kind] && input[0] === null) {
    return {
      type: "ValueError",
      message: "When using `stateful=True` in a RNN, the batch size must be static. Found dynamic batch size: " +
        `sequence.shape=${written(input)}`,
      advice: `A stateful layer keeps a state for each sample, so it must know how many there are: batch_size=${chain.N}.`,
    };
  }
  return null;
}

/**
 * @param {Chain} chain
 * @param {number} k
 * @param {Shape} input
 * @param {Made | undefined} before
 */
function adviceOn(chain, k, input, before) {
  const earlier = chain.layers[k - 1];
  if (chain.layers[k]?.kind === "RepeatVector") {
    return `RepeatVector repeats one vector for each sample. ${written(input)} is a sequence already: ` +
      (earlier && STATES[earlier.kind] ? `take return_sequences from ${before?.name}.` : "put a layer before it that returns its last step.");
  }
  if (input.length > 3) return "Embedding puts a new axis behind the others: give it token ids (N, T), without a features axis.";
  if (!before) return `The features axis is missing. A sequence with one feature has the shape ${written([input[0] ?? null, input[1] ?? null, 1])}.`;
  if (earlier && STATES[earlier.kind]) {
    return `${before.name} hands on its last step only, ${written(input)}. Give it return_sequences=True, or put RepeatVector between the two.`;
  }
  return `${before.name} hands on ${written(input)}, which has no time axis. A recurrent layer reads (N, T, features).`;
}

/**
 * Follow the shapes through the chain until its end or the first layer that cannot take what comes.
 * @param {Chain} chain
 * @returns {{input: Shape, layers: Made[], fault: Fault | null}}
 */
export function follow(chain) {
  const batch = chain.known ? chain.N : null;
  /** @type {Shape} */
  const input = chain.flat ? [batch, chain.T] : [batch, chain.T, chain.D];
  /** @type {Made[]} */
  const layers = [];
  /** @type {Record<string, number>} */
  const used = {};
  /** @param {string} base */
  const fresh = (base) => {
    const number = used[base] ?? 0;
    used[base] = number + 1;
    return number ? `${base}_${number}` : base;
  };
  let tensors = 0;
  let comes = input;
  for (const [k, layer] of chain.layers.entries()) {
    if (layer.kind === "Bidirectional") fresh("lstm"); // the layer inside takes a name as well
    const name = fresh(NAMES[layer.kind]);
    const fault = faultOf(chain, k, name, comes, layers[k - 1], tensors);
    if (fault) return { input, layers, fault: { at: k, name, ...fault } };
    const output = outputOf(layer, comes);
    const states = statesOf(layer, k + 1).map((state) => /** @type {Tensor} */ ([state, [comes[0] ?? null, layer.units]]));
    const weights = weightsOf(layer, comes.at(-1) ?? 0);
    const parameters = weights.reduce((sum, [, shape]) => sum + shape.reduce((/** @type {number} */ all, size) => all * (size ?? 0), 1), 0);
    layers.push({ name, call: call(layer), input: comes, output, states, weights, parameters });
    tensors += 1 + states.length;
    comes = output;
  }
  return { input, layers, fault: null };
}

const OURS = /** @type {Record<string, string>} */ ({ kernel: "W_x", recurrent_kernel: "W_h", bias: "b", embeddings: "W" });

/**
 * Every tensor as a row of the table: layer, tensor, shape.
 * @param {Chain} chain
 * @returns {[layer: string, tensor: string, shape: string][]}
 */
export function rows(chain) {
  const { input, layers } = follow(chain);
  /** @type {[string, string, string][]} */
  const table = [["input", "x", written(input)]];
  layers.forEach((made, k) => {
    const { kind, units } = /** @type {Layer} */ (chain.layers[k]);
    for (const [name, shape] of made.weights) {
      const ours = kind === "Dense" && name === "kernel" ? "W" : kind === "GRU" && name === "bias" ? "b and b_h" : OURS[name.split(" ").at(-1) ?? ""];
      table.push([made.name, `${name} (${ours} in lstm_lib)`, written(shape)]);
    }
    const inside = { LSTM: "i, f, g, o and c of a step, each", GRU: "z, r and g of a step, each", Bidirectional: "i, f, g, o and c of a step, each way" }[/** @type {string} */ (kind)];
    if (inside) table.push([made.name, inside, written([made.input[0] ?? null, units])]);
    const every = made.output.length > 2;
    table.push([made.name, `output y${k + 1}${STATES[kind] ? (every ? ", every step" : ", the last step") : ""}`, written(made.output)]);
    for (const [name, shape] of made.states) table.push([made.name, `state ${name}`, written(shape)]);
  });
  return table;
}

/**
 * A tensor as a block: a column a step, a row a feature, layers behind it for more samples; as in shapes_drawing.py.
 * @param {Shape} shape
 * @param {number} x of the middle
 * @param {number} bottom
 * @param {boolean} flat Whether the second axis is time, though there is no third.
 */
export function block(shape, x, bottom, flat) {
  const columns = shape.length > 2 || flat ? shape[1] ?? 1 : 1;
  const features = flat ? 1 : shape.at(-1) ?? 1;
  const height = Math.min(9 * features, 72);
  const [width, row] = [13 * columns, height / features];
  const deep = 4 * Math.min((shape[0] ?? 4) - 1, 3);
  const [left, top] = [x - (width + deep) / 2, bottom - height];
  let grid = "";
  for (let k = 1; k < columns; k += 1) grid += `M${left + 13 * k} ${top}v${height}`;
  for (let k = 1; k < features; k += 1) grid += `M${left} ${+(top + row * k).toFixed(2)}h${width}`;
  const behind = [12, 8, 4].map((d) => (d > deep ? "" : `M${left + d} ${top - d}h${width}v${height}h${-width}Z`));
  return { x: left, y: top, width, height, grid, behind, peak: top - deep };
}

/**
 * An arrow that points down: its line and its head; as in shapes_drawing.py.
 * @param {number} x
 * @param {number} start
 * @param {number} end
 */
export function arrow(x, start, end) {
  return [`M${x} ${start}V${end - 7}`, `M${x} ${end}l-5 -8h10Z`];
}
