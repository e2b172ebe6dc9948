import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { block, code, follow, rows } from "../../book/_ext/figures/assets/shapes-model.js";

const golden = JSON.parse(readFileSync(new URL("../golden/figures/shapes.json", import.meta.url), "utf8"));

test("the program of a chain is the one that was run in Keras", () => {
  for (const { chain, code: program } of golden.keras) assert.equal(code(chain), program);
});

test("every shape, weight and count is Keras's own", () => {
  let compared = 0;
  for (const { chain, layers } of golden.keras) {
    const found = follow(chain).layers;
    for (const [k, theirs] of layers.entries()) {
      const { name, output, states, weights, parameters } = found[k];
      assert.deepEqual({ name, output, states: states.map(([, shape]) => shape), weights, parameters }, theirs, code(chain));
      compared += 1;
    }
  }
  assert.ok(compared > 45, String(compared));
});

test("every error is told in Keras's own words, and none where Keras tells none", () => {
  const kinds = new Set();
  for (const { chain, error } of golden.keras) {
    const { fault } = follow(chain);
    assert.deepEqual(fault && { type: fault.type, message: fault.message }, error, code(chain));
    if (fault) {
      kinds.add(fault.message.slice(0, 7));
      assert.ok(fault.advice.length > 40 && !fault.advice.includes("undefined"), fault.advice);
    }
  }
  assert.deepEqual([...kinds].sort(), ["Input 0", "Layer \"", "When us"]);
});

test("the table of the first chain is the one that is built from lstm_lib", () => {
  assert.deepEqual(rows(golden.first.chain), golden.first.rows);
});

test("a block is drawn as Python draws it", () => {
  for (const { shape, flat, drawn } of golden.blocks) assert.deepEqual(block(shape, 112, 90, flat), drawn);
});
