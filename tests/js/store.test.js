import assert from "node:assert/strict";
import { test } from "node:test";

import {
  EXPORTED, PREFIX, READ, SETTINGS, SITTING, afterAttempt, browserStorage, forget, load, loadAll, loadReading, loadSettings, names,
  save, saveReading, saveSettings,
} from "../../quizzes/page/assets/store.js";
import { refusal } from "../../quizzes/page/assets/refusal.js";

/** A Storage in memory. */
function memory(entries = {}) {
  const map = new Map(Object.entries(entries));
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
    key: (place) => [...map.keys()][place] ?? null,
    get length() {
      return map.size;
    },
    keys: () => [...map.keys()],
  };
}

const entry = { hash: "h", answer: ["a"], outcome: "partly", score: 0.5, attempts: 1, first: 5, last: 5 };

test("what is saved is loaded, under a versioned key of the item's own", () => {
  const storage = memory();
  assert.equal(save("one", entry, storage), true);
  assert.deepEqual(load("one", storage), entry);
  assert.equal(load("two", storage), null);
  assert.deepEqual(storage.keys(), ["questions/quiz/1/one"]);
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

test("a browser without storage says that it keeps nothing; the page remembers until it is left", () => {
  assert.equal(load("one", null), null);
  assert.equal(save("one", entry, null), false);
  assert.deepEqual(load("one", null), entry);
  assert.deepEqual([...loadAll(null).keys()], ["one"]);
  forget("one", null);
  assert.equal(load("one", null), null);
  assert.equal(refusal(null), "forbidden");
});

test("what could not be kept is kept once there is room", () => {
  let most = 0;
  const storage = memory();
  const full = { ...storage, setItem: (key, value) => { if (storage.keys().length >= most) throw new Error("QuotaExceededError"); storage.setItem(key, value); } }; // prettier-ignore
  assert.equal(save("one", entry, full), false);
  assert.equal(load("one", full).attempts, 1);
  assert.deepEqual(storage.keys(), []);
  most = 5;
  assert.equal(save("one", { ...entry, attempts: 2 }, full), true);
  assert.equal(load("one", full).attempts, 2);
  assert.equal(refusal(full), "");
});

test("a storage that is full or forbidden breaks nothing", () => {
  const refuse = () => {
    throw new Error("QuotaExceededError");
  };
  const storage = { getItem: refuse, setItem: refuse, removeItem: refuse };
  assert.equal(save("one", entry, storage), false);
  assert.deepEqual(load("one", storage), entry, "until the page is left");
  assert.equal(refusal(storage), "forbidden");
  assert.equal(refusal({ ...memory({ [PREFIX + "two"]: "{}" }), length: 1, key: () => PREFIX + "two", setItem: refuse }), "full");
  forget("one", storage);
  assert.equal(load("one", storage), null);
});

const times = ({ outcome, score, attempts, first, last }) => ({ outcome, score, attempts, first, last });

test("attempts are counted, and the first one's time is kept", () => {
  const first = afterAttempt(null, { hash: "h", answer: "b", outcome: "wrong", score: 0 }, 100);
  assert.deepEqual(times(first), { outcome: "wrong", score: 0, attempts: 1, first: 100, last: 100 });
  const second = afterAttempt(first, { hash: "h", answer: "a", outcome: "right", score: 1 }, 250);
  assert.deepEqual(times(second), { outcome: "right", score: 1, attempts: 2, first: 100, last: 250 });
  assert.equal(second.answer, "a");
});

test("a changed question starts its count anew, another variant does not", () => {
  const changed = afterAttempt({ ...entry, attempts: 4 }, { hash: "new", answer: "a", outcome: "right", score: 1 }, 9);
  assert.deepEqual([changed.attempts, changed.first], [1, 9]);
  const zero = { ...entry, seed: "0", attempts: 4 };
  const other = afterAttempt(zero, { hash: "new", seed: "1", answer: "a", outcome: "right", score: 1 }, 9);
  assert.deepEqual([other.attempts, other.first, other.seed, other.hash], [5, 5, "1", "new"]);
  assert.equal("seed" in afterAttempt(zero, { hash: "h", answer: "a", outcome: "right", score: 1 }, 9), false);
});

test("fields that another page added are kept", () => {
  const next = afterAttempt({ ...entry, note: 3 }, { hash: "h", answer: "a", outcome: "right", score: 1 }, 9);
  assert.equal(next.note, 3);
});

test("misconceptions that were met stay known, each once, even when the question changes", () => {
  const first = afterAttempt(null, { hash: "h", answer: 1, outcome: "wrong", score: 0, misconceptions: ["A", "B"] }, 1);
  const second = afterAttempt(first, { hash: "h", answer: 1, outcome: "wrong", score: 0, misconceptions: ["B", "C"] }, 2);
  assert.deepEqual(second.met, ["A", "B", "C"]);
  assert.deepEqual(afterAttempt(second, { hash: "new", answer: 1, outcome: "right", score: 1 }, 3).met, second.met);
});

test("how sure a learner was is kept beside how it ended, the last fifty sittings", () => {
  let now = null;
  for (let day = 0; day < 60; day += 1) {
    now = afterAttempt(now, { hash: "h", answer: 1, outcome: day % 2 ? "right" : "wrong", score: 0, sure: 3 }, day * 86_400_000);
  }
  assert.equal(now.judged.length, 50);
  assert.deepEqual(now.judged.slice(-2), [[3, 0, 58 * 86_400_000], [3, 1, 59 * 86_400_000]]);
});

test("all entries are found, broken ones and other people's apart", () => {
  const storage = memory({ "other/thing": "1", [PREFIX + "broken"]: "{", [SETTINGS]: "{}" });
  save("one", entry, storage);
  assert.deepEqual([...loadAll(storage)], [["one", entry]]);
  assert.deepEqual(names(storage), [PREFIX + "broken", PREFIX + "one", SETTINGS]);
  assert.deepEqual([...loadAll(null)], []);
});

test("an entry with a damaged part is as good as none", () => {
  for (const part of [{ log: 1 }, { log: [[1]] }, { log: [["a", 1]] }, { due: "soon" }, { seed: 1 }, { met: [1] }, { hints: "x" }, { looked: "x" }, { when: { A: "x" } }, { judged: [[1, 1, 1, 1]] }]) {
    assert.equal(load("one", memory({ [PREFIX + "one"]: JSON.stringify({ ...entry, ...part }) })), null, JSON.stringify(part));
  }
});

test("nobody is asked how sure they are unless they want to be", () => {
  const storage = memory();
  assert.deepEqual(loadSettings(storage), { confidence: false, sitting: 10 });
  saveSettings({ confidence: true, sitting: 20 }, storage);
  assert.deepEqual(loadSettings(storage), { confidence: true, sitting: 20 });
  for (const broken of ["{", "null", '"x"', '{"confidence": 1}']) {
    assert.deepEqual(loadSettings(memory({ [SETTINGS]: broken })), { confidence: false, sitting: 10 });
  }
});

test("names in the browser are those that other programs read", () => {
  assert.deepEqual([PREFIX, SETTINGS, READ, EXPORTED, SITTING], ["questions/quiz/1/", "questions/settings/1", "questions/read/1/", "questions/exported/1", 10]);
});

const WHOLE = { seed: "1", hints: 2, hinted: 7, looked: 8, due: 9, met: ["A"], when: { A: 1 }, judged: [[1, 0], [2, 1, 7]], log: [[7, 3]] };

test("an entry with all its parts is one, and each of them may be missing", () => {
  const loaded = (value) => load("one", memory({ [PREFIX + "one"]: JSON.stringify(value) }));
  assert.deepEqual(loaded({ ...entry, ...WHOLE, due: null }), { ...entry, ...WHOLE, due: null });
  for (const name of Object.keys(WHOLE)) {
    const { [name]: _, ...rest } = { ...entry, ...WHOLE };
    assert.deepEqual(loaded(rest), rest, name);
  }
  for (const name of Object.keys(entry)) {
    const { [name]: _, ...rest } = { ...entry, ...WHOLE };
    assert.equal(loaded(rest), null, name);
  }
});

test("a part of another kind costs the entry", () => {
  const odd = [
    { hash: 1 }, { outcome: 1 }, { score: "1" }, { attempts: null }, { first: "x" }, { last: true }, { seed: null }, { hints: 1.5 },
    { hints: null }, { hinted: "x" }, { looked: null }, { due: true }, { met: "A" }, { met: [1, "A"] }, { met: null }, { when: null }, { when: 7 },
    { when: { A: 1, B: null } }, { judged: [[1]] }, { judged: [[1, 0], [1, 0, 2, 3]] }, { judged: null }, { judged: [1] }, { log: [[1, 2, 3]] },
    { log: [[1, 2], [1]] }, { log: [["1", 2]] }, { log: "x" },
  ]; // prettier-ignore
  for (const part of odd) assert.equal(load("one", memory({ [PREFIX + "one"]: JSON.stringify({ ...entry, ...part }) })), null, JSON.stringify(part));
});

test("a browser that cannot be asked, that forgets, or that has no storage is none", () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
  const set = (get) => Object.defineProperty(globalThis, "localStorage", { get, configurable: true });
  const kept = memory();
  set(() => kept);
  assert.equal(browserStorage(), kept);
  assert.equal(save("one", entry), true);
  assert.deepEqual(load("one"), entry);
  assert.deepEqual([[...loadAll().keys()], names()], [["one"], [`${PREFIX}one`]]);
  saveSettings({ confidence: true, sitting: 3 });
  saveReading("gates", { opened: 1, end: 2 });
  assert.deepEqual([loadSettings(), loadReading("gates")], [{ confidence: true, sitting: 3 }, { opened: 1, end: 2 }]);
  forget("one");
  assert.equal(load("one"), null);
  set(() => ({ ...kept, forgets: true }));
  assert.equal(browserStorage(), null);
  set(() => undefined);
  assert.equal(browserStorage(), null);
  set(() => {
    throw new Error("SecurityError");
  });
  assert.equal(browserStorage(), null);
  if (before) Object.defineProperty(globalThis, "localStorage", before);
  else delete globalThis.localStorage;
});

test("a storage that refuses everything has no names, no settings and no readings, and nothing ends at it", () => {
  const refuse = () => {
    throw new Error("SecurityError");
  };
  const storage = { getItem: refuse, setItem: refuse, removeItem: refuse, key: refuse, length: 1 };
  assert.deepEqual(names(storage), []);
  assert.deepEqual(loadSettings(storage), { confidence: false, sitting: 10 });
  assert.equal(loadReading("gates", storage), null);
  saveSettings({ confidence: true, sitting: 3 }, storage);
  saveReading("gates", { opened: 1, end: null }, storage);
  saveSettings({ confidence: true, sitting: 3 }, null);
  saveReading("gates", { opened: 1, end: null }, null);
  assert.deepEqual([names(null), loadSettings(null)], [[], { confidence: false, sitting: 10 }]);
});

test("names are sorted, and a place that is empty has none", () => {
  const storage = { ...memory(), length: 3, key: (place) => [`${READ}b`, null, `${READ}a`][place] };
  assert.deepEqual(names(storage), [`${READ}a`, `${READ}b`]);
});

test("a sitting is a number above nothing", () => {
  const sitting = (value) => loadSettings(memory({ [SETTINGS]: JSON.stringify({ confidence: false, sitting: value }) })).sitting;
  assert.deepEqual([sitting(1), sitting(0), sitting(-3), sitting("many"), sitting(null)], [1, 10, 10, 10, 10]);
});

test("a reading is two times, of which the second may be to come", () => {
  const loaded = (value) => loadReading("a", memory({ [`${READ}a`]: JSON.stringify(value) }));
  for (const good of [{ opened: 1, end: null }, { opened: 1, end: 2 }]) assert.deepEqual(loaded(good), good);
  for (const bad of [null, 7, "x", {}, { opened: "1", end: null }, { opened: 1 }, { opened: 1, end: "2" }]) assert.equal(loaded(bad), null);
  assert.equal(loadReading("a", memory({ [`${READ}a`]: "{" })), null);
});
