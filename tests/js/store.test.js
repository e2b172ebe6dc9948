import assert from "node:assert/strict";
import { test } from "node:test";

import { PREFIX, afterAttempt, forget, load, save } from "../../quizzes/page/assets/store.js";

/** A Storage in memory. */
function memory(entries = {}) {
  const map = new Map(Object.entries(entries));
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
    keys: () => [...map.keys()],
  };
}

const entry = { hash: "h", answer: ["a"], outcome: "partly", score: 0.5, attempts: 1, first: 5, last: 5 };

test("what is saved is loaded, under a versioned key of the item's own", () => {
  const storage = memory();
  assert.equal(save("one", entry, storage), true);
  assert.deepEqual(load("one", storage), entry);
  assert.equal(load("two", storage), null);
  assert.deepEqual(storage.keys(), ["recurrent-course/quiz/1/one"]);
});

test("forgetting one item leaves the others", () => {
  const storage = memory();
  save("one", entry, storage);
  save("two", entry, storage);
  forget("one", storage);
  assert.equal(load("one", storage), null);
  assert.deepEqual(load("two", storage), entry);
});

test("a broken entry is as good as none", () => {
  for (const broken of ["{", "null", "[]", "7", '"x"', "{}", '{"hash": "h", "answer": 1}', '{"hash": 1}']) {
    assert.equal(load("one", memory({ [PREFIX + "one"]: broken })), null, broken);
  }
});

test("a browser without storage keeps nothing and breaks nothing", () => {
  assert.equal(load("one", null), null);
  assert.equal(save("one", entry, null), false);
  forget("one", null);
});

test("a storage that is full or forbidden breaks nothing", () => {
  const refuse = () => {
    throw new Error("QuotaExceededError");
  };
  const storage = { getItem: refuse, setItem: refuse, removeItem: refuse };
  assert.equal(save("one", entry, storage), false);
  assert.equal(load("one", storage), null);
  forget("one", storage);
});

test("attempts are counted, and the first one's time is kept", () => {
  const first = afterAttempt(null, { hash: "h", answer: "b", outcome: "wrong", score: 0 }, 100);
  assert.deepEqual(first, { hash: "h", answer: "b", outcome: "wrong", score: 0, attempts: 1, first: 100, last: 100 });
  const second = afterAttempt(first, { hash: "h", answer: "a", outcome: "right", score: 1 }, 250);
  assert.deepEqual(second, { hash: "h", answer: "a", outcome: "right", score: 1, attempts: 2, first: 100, last: 250 });
});

test("a changed question starts its count anew", () => {
  const changed = afterAttempt({ ...entry, attempts: 4 }, { hash: "new", answer: "a", outcome: "right", score: 1 }, 9);
  assert.deepEqual([changed.attempts, changed.first], [1, 9]);
});

test("fields that another page added are kept", () => {
  const next = afterAttempt({ ...entry, confidence: 3 }, { hash: "h", answer: "a", outcome: "right", score: 1 }, 9);
  assert.equal(next.confidence, 3);
});
