import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { jacobianNorms, largestSingularValue } from "../../book/_ext/figures/assets/jacobians.js";
import {
  attend, greedy, gruStep, logSoftmax, lstm, lstmStep, matrix, rnnStep, sigmoid,
} from "../../book/_ext/figures/assets/steps.js";

const golden = JSON.parse(readFileSync(new URL("../golden/figures/steps.json", import.meta.url), "utf8"));
const within = 1e-6;

/** Weights of a recurrent layer, from lists. */
function weights({ W_x, W_h, b, b_h }) {
  return { W_x: matrix(W_x), W_h: matrix(W_h), b, ...(b_h ? { b_h } : {}) };
}

/** The parameters of one layer of a model: "encoder.W_x" as W_x. */
function part(params, name) {
  const own = Object.entries(params).filter(([key]) => key.startsWith(`${name}.`));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(name.length + 1), value]));
}

function close(ours, theirs, about, relative = 0) {
  assert.equal(ours.length, theirs.length, about);
  theirs.forEach((value, k) => {
    const error = Math.abs(ours[k] - value) / (relative ? Math.max(Math.abs(value), 1e-290) : 1);
    assert.ok(error <= (relative || within), `${about}[${k}]: ${ours[k]}, lstm_lib has ${value}`);
  });
}

test("every part of a step is lstm_lib's, saturated gates included", () => {
  for (const { params, x, h, after } of golden.steps.RNN) close(rnnStep(x, h, weights(params)), after.h, "RNN");
  for (const { params, x, h, c, after } of golden.steps.LSTM) {
    const step = lstmStep(x, h, c, weights(params));
    for (const name of ["i", "f", "g", "o", "c", "tanh_c", "h"]) close(step[name], after[name], `LSTM ${name}`);
    close(Array.from(step.z.slice(0, 4), sigmoid), after.i, "LSTM z, of the input gate");
  }
  for (const { params, x, h, after } of golden.steps.GRU) {
    const step = gruStep(x, h, weights(params));
    for (const name of ["z", "r", "u", "g", "h"]) close(step[name], after[name], `GRU ${name}`);
  }
  assert.equal(golden.steps.RNN.length + golden.steps.LSTM.length + golden.steps.GRU.length, 9);
});

test("a sequence is its steps, one after the other from zeros", () => {
  const { params, x } = golden.steps.LSTM[0];
  const trace = lstm([x, x], weights(params));
  const zeros = x.length && new Array(params.W_h.length).fill(0);
  const first = lstmStep(x, zeros, zeros, weights(params));
  close(trace[1].c, [...lstmStep(x, first.h, first.c, weights(params)).c], "c");
});

test("gradients reach as far back as lstm_lib's", () => {
  for (const { kind, params, x, dh, dc, forget } of golden.jacobians) {
    const norms = jacobianNorms(kind, weights(params), x);
    close(norms.dh, dh, `${kind} dh`, within);
    assert.equal(norms.dc === null, dc === null);
    if (dc) close(norms.dc, dc, `${kind} dc`, within);
    if (forget) close(norms.forget, forget, `${kind} forget`, within);
  }
  assert.equal(golden.jacobians.length, 9);
});

test("the largest singular value is numpy's, of vanishing and of zero matrices too", () => {
  for (const each of golden.singular) {
    close([largestSingularValue(each.matrix.map((row) => Float64Array.from(row)))], [each.largest], "largest", within);
  }
});

test("attention weighs as lstm_lib's does, by dot product and additively", () => {
  for (const { additive, query, values, weights: theirs, context } of golden.attention) {
    const net = additive && { W_q: matrix(additive.W_q), W_k: matrix(additive.W_k), v: additive.v };
    const attended = attend(query, values, net);
    close(attended.weights, theirs, "weights");
    close(attended.context, context, "context");
  }
});

test("an encoder-decoder of each kind writes what lstm_lib's greedy decoding writes", () => {
  for (const { kind, attention, params, written } of golden.decoding) {
    const { W_q, W_k, v } = part(params, "attention");
    const output = part(params, "dense");
    const model = {
      kind,
      source_embedding: matrix(part(params, "source_embedding").W),
      encoder: weights(part(params, "encoder")),
      target_embedding: matrix(part(params, "target_embedding").W),
      decoder: weights(part(params, "decoder")),
      dense: { W: matrix(output.W), b: output.b },
      attention: W_q ? { W_q: matrix(W_q), W_k: matrix(W_k), v } : attention,
    };
    for (const { source, ids, log_p, weights: theirs } of written) {
      const ours = greedy(model, source, 12);
      assert.deepEqual(ours.map(({ id }) => id), ids, `${kind} ${attention}`);
      close([ours.reduce((sum, step) => sum + step.log_p[step.id], 0)], [log_p], "log p");
      ours.forEach((step, u) => close(step.weights, theirs ? theirs[u] : [], "weights"));
    }
  }
  assert.equal(golden.decoding.length, 9);
});

test("probabilities stay finite far out", () => {
  close(logSoftmax([1e4, 0]), [0, -1e4], "log p");
});
