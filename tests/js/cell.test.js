import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { bar, flowWidth, returned, run, says, texts } from "../../book/_ext/figures/assets/cell-model.js";

const golden = JSON.parse(readFileSync(new URL("../golden/figures/cell.json", import.meta.url), "utf8"));

test("every number of every step is lstm_lib's", () => {
  let compared = 0;
  for (const { name, cell, held, trace } of golden.cases) {
    const found = run(cell, cell.x, held.map((each) => ({ held: each })));
    trace.forEach((step, t) => {
      for (const [key, value] of Object.entries(step)) {
        assert.ok(Math.abs(found[t][key] - value) < 1e-9, `${cell.label}, ${name}, step ${t + 1}, ${key}: ${found[t][key]}, ${value}`);
        compared += 1;
      }
    });
  }
  assert.ok(compared > 700, String(compared));
});

test("formulas, numbers and the alternative text are written as in Python", () => {
  for (const { cell, held, trace, texts: written, says: told } of golden.cases) {
    const found = run(cell, cell.x, held.map((each) => ({ held: each })));
    trace.forEach((step, t) => {
      assert.deepEqual(texts(found[t], cell, held[t]), written[t]);
      assert.equal(says(t + 1, trace.length, found[t]), told[t]);
    });
  }
});

test("a state that is set at a step is what that step starts from", () => {
  const { cell } = golden.cases[0];
  const found = run(cell, cell.x, cell.x.map((_, t) => (t === 2 ? { h: 0.25, c: -1, held: {} } : { held: {} })));
  assert.deepEqual([found[2].h0, found[2].c0], [0.25, -1]);
  assert.deepEqual([found[3].h0, found[3].c0], [found[2].h, found[2].c]);
  assert.equal(found[2].keep, found[2].f * -1);
});

test("gauges and wires have Python's sizes", () => {
  for (const [value, signed, begin, length] of golden.bars) assert.deepEqual(bar(value, 78, Boolean(signed)), [begin, length]);
  for (const [value, width] of golden.widths) assert.ok(Math.abs(flowWidth(value) - width) < 0.005);
});

test("Keras's flags mark what Keras returns, and the line says which flags", () => {
  const marks = (...flags) => returned("keras", ...flags, 6).marks.map(({ row, steps }) => `${row} ${steps}`);
  assert.deepEqual(marks(false, false), ["h last"]);
  assert.deepEqual(marks(true, false), ["h all"]);
  assert.deepEqual(marks(false, true), ["h last", "h last", "c last"]);
  assert.deepEqual(marks(true, true), ["h all", "h last", "c last"]);
  assert.equal(returned("keras", true, true, 6).line,
    "output, state_h, state_c = keras.layers.LSTM(1, return_sequences=True, return_state=True)(inputs, initial_state=[h_0, c_0])");
});
