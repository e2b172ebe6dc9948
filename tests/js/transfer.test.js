import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ASSIGNMENT, PREFIX, READ, ROOT, SETTINGS, afterAttempt, dueItems, forget, loadAll, loadReading, save, saveReading,
} from "../../quizzes/page/assets/store.js"; // prettier-ignore
import { CODE } from "../../quizzes/page/assets/code.js";
import { loadGraded } from "../../quizzes/page/assets/assignments.js";
import { exported, imported, removeAll } from "../../quizzes/page/assets/transfer.js";

/** A Storage in memory that may be full. */
function memory(entries = {}, most = Infinity) {
  const map = new Map(Object.entries(entries));
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => {
      if (!map.has(key) && map.size >= most) throw new Error("QuotaExceededError");
      map.set(key, value);
    },
    removeItem: (key) => void map.delete(key),
    key: (place) => [...map.keys()][place] ?? null,
    get length() {
      return map.size;
    },
    all: () => Object.fromEntries(map),
  };
}

const attempt = (time, outcome = "right") => afterAttempt(null, { hash: "h", answer: "a", outcome, score: 1, sure: 2 }, time);
const full = () =>
  memory({
    [`${PREFIX}one`]: JSON.stringify(attempt(100)),
    [`${PREFIX}two`]: JSON.stringify(attempt(200)),
    [`${READ}gates`]: JSON.stringify({ opened: 1, end: 2 }),
    [SETTINGS]: JSON.stringify({ confidence: true, sitting: 20 }),
    "other/site": "mine",
  });

test("what is exported comes back the same in another browser", () => {
  const from = full();
  const to = memory();
  assert.equal(imported(to, exported(from, 0)), 4);
  const { "other/site": other, ...ours } = from.all();
  assert.equal(other, "mine");
  assert.deepEqual(to.all(), ours);
});

test("two entries about the same item are put together, and nothing else is touched", () => {
  const DAY = 86_400_000;
  const to = memory({ [`${PREFIX}one`]: JSON.stringify(attempt(100 + 3 * DAY, "wrong")), [`${PREFIX}three`]: JSON.stringify(attempt(1)) });
  assert.equal(imported(to, exported(full(), 0)), 4);
  const one = loadAll(to).get("one");
  assert.deepEqual([one.first, one.last, one.outcome, one.due], [100, 100 + 3 * DAY, "wrong", null]);
  assert.deepEqual(one.log, [[100, 3], [100 + 3 * DAY, 1]]);
  assert.deepEqual(one.judged, [[2, 1, 100], [2, 0, 100 + 3 * DAY]]);
  assert.deepEqual([...loadAll(to).keys()].sort(), ["one", "three", "two"]);
  assert.equal(imported(to, exported(full(), 0)), 0, "twice is as good as once");
});

test("a file of grade-me is taken in as assignments", () => {
  const to = memory();
  const attempts = [
    { assignment: "gates", time: "2026-01-05T10:00:00+01:00", score: 12, max_score: 20, tried: [] },
    { assignment: "gates", time: "2026-01-06T10:00:00+01:00", score: 9, max_score: 20, tried: ["x"] },
  ];
  assert.equal(imported(to, JSON.stringify(attempts)), 1);
  assert.deepEqual(loadGraded(to).get("gates"), { times: 2, best: 12, most: 20, last: Date.parse("2026-01-06T09:00:00Z") });
  assert.equal(imported(to, JSON.stringify(attempts)), 0);
  assert.throws(() => imported(to, JSON.stringify([{ ...attempts[0], score: "many" }])), /not exported/);
  assert.equal(Object.keys(JSON.parse(exported(to, 0)).entries).length, 1);
});

test("questions on one's own code are added up, and an older file takes none away", () => {
  const one = { assignment: "gates", time: "2026-01-05T10:00:00+01:00", score: 12, max_score: 20, tried: [], explained: null };
  const two = { ...one, time: "2026-01-06T10:00:00+01:00", explained: { asked: 3, right: 2 } };
  const to = memory();
  imported(to, JSON.stringify([one, two, two]));
  assert.deepEqual(loadGraded(to).get("gates").explained, { asked: 6, right: 4 });
  imported(to, JSON.stringify([one, two]));
  assert.deepEqual(loadGraded(to).get("gates").explained, { asked: 6, right: 4 });
  assert.throws(() => imported(to, JSON.stringify([{ ...one, explained: { asked: "3", right: 2 } }])), /not exported/);
});

test("questions that never come back by themselves stay so when two devices are put together", () => {
  const entry = ({ due, ...rest }) => rest;
  const [mine, theirs] = [entry(attempt(100)), entry(attempt(90_000_000))];
  const to = memory({ [`${PREFIX}t-explained-1`]: JSON.stringify(mine) });
  imported(to, exported(memory({ [`${PREFIX}t-explained-1`]: JSON.stringify(theirs) }), 0));
  const both = loadAll(to).get("t-explained-1");
  assert.equal(both.log.length, 2);
  assert.equal(both.due, undefined);
});

const good = () => JSON.parse(exported(full(), 0));
const BAD = [
  ["", /not exported from this course/],
  ["{", /not exported from this course/],
  ["[]", /not exported from this course/],
  ['{"format": "another"}', /not exported from this course/],
  [JSON.stringify({ ...good(), version: 2 }), /version 2, expected 1/],
  [JSON.stringify({ ...good(), entries: [] }), /holds no entries/],
  [JSON.stringify({ ...good(), entries: { ...good().entries, [`${PREFIX}x`]: { hash: 1 } } }), /quiz\/1\/x" of the file is damaged/],
  [JSON.stringify({ ...good(), entries: { a: 1, b: 2 } }), /"a" and 1 more of the file is damaged/],
  [JSON.stringify({ ...good(), entries: { [SETTINGS]: { confidence: "yes" } } }), /damaged/],
  [JSON.stringify({ ...good(), entries: { [`${READ}gates`]: { opened: "x" } } }), /damaged/],
  [" ".repeat(5_000_001), /too large/],
];

for (const [place, [text, message]] of BAD.entries()) {
  test(`a bad file (${place}) gets a message and changes nothing`, () => {
    const storage = full();
    const before = storage.all();
    assert.throws(() => imported(storage, text), (error) => message.test(error.message) && /Nothing was changed/.test(error.message));
    assert.deepEqual(storage.all(), before);
  });
}

test("a browser that runs out of room is left as it was", () => {
  const storage = memory({ [`${PREFIX}one`]: JSON.stringify(attempt(1)) }, 2);
  const before = storage.all();
  assert.throws(() => imported(storage, exported(full(), 0)), /no room/);
  assert.deepEqual(storage.all(), before);
});

test("a damaged entry is not exported", () => {
  const storage = memory({ [`${PREFIX}one`]: "{", [`${PREFIX}two`]: JSON.stringify(attempt(1)) });
  assert.deepEqual(Object.keys(JSON.parse(exported(storage, 0)).entries), [`${PREFIX}two`]);
});

test("deleting removes all that is the course's and nothing else", () => {
  const storage = full();
  removeAll(storage);
  assert.deepEqual(storage.all(), { "other/site": "mine" });
});

test("what is due comes in the order in which it fell due; what was never recalled is not due", () => {
  const NOON = new Date(2026, 0, 5, 12).getTime();
  const entry = (days, log = [[1, 3]]) => ({ ...attempt(1), due: NOON + days * 86_400_000, log });
  const queued = { ...entry(0, []), attempts: 0 };
  const entries = new Map([["late", entry(-1)], ["early", entry(-5)], ["future", entry(1)], ["unknown", { ...entry(0), due: null }], ["old", entry(-9, [])], ["queued", queued]]);
  assert.deepEqual(dueItems(entries, NOON - 3 * 3_600_000), ["unknown", "early", "late", "queued"]);
});

test("reading is remembered, a broken note of it is as good as none", () => {
  const storage = memory({ [`${READ}b`]: '{"opened": 1}' });
  saveReading("a", { opened: 1, end: null }, storage);
  assert.deepEqual(loadReading("a", storage), { opened: 1, end: null });
  assert.equal(loadReading("b", storage), null);
  assert.equal(loadReading("a", null), null);
});

test("the file says what it is, when it was made, and holds what the browser would not keep", () => {
  const storage = memory({ [SETTINGS]: '{"confidence": false}' }, 1);
  save("unkept", attempt(5), storage);
  const file = JSON.parse(exported(storage, 86_400_000));
  assert.deepEqual(file, {
    format: "questions progress", version: 1, exported: "1970-01-02T00:00:00.000Z",
    entries: { [SETTINGS]: { confidence: false }, [`${PREFIX}unkept`]: attempt(5) },
  }); // prettier-ignore
  assert.match(exported(storage, 0), /^{\n "format"[^]*}\n$/);
  forget("unkept", storage);
  assert.deepEqual(JSON.parse(exported(null, 0)).entries, {});
});

test("what has another name than ours, or ours without its shape, is not exported", () => {
  const ours = { [`${ASSIGNMENT}gates`]: { times: 1, best: 2, most: 3, last: 4 }, [`${CODE}cell`]: { code: "x = 1", last: 4 } };
  const odd = { [`${ROOT}other`]: { confidence: true }, [`${ASSIGNMENT}x`]: {}, [`${CODE}y`]: { code: 1 }, [`${READ}z`]: {}, [`${PREFIX}v`]: {} };
  const storage = memory(Object.fromEntries(Object.entries({ ...ours, ...odd }).map(([name, value]) => [name, JSON.stringify(value)])));
  assert.deepEqual(JSON.parse(exported(storage, 0)).entries, ours);
  assert.deepEqual(JSON.parse(exported(memory({ [SETTINGS]: "null" }), 0)).entries, {});
});

test("of two devices' code the later counts, of readings the earliest, of settings one's own", () => {
  const code = (text, last) => ({ [`${CODE}cell`]: JSON.stringify({ code: text, last }) });
  const put = (here, there) => {
    const to = memory(here);
    imported(to, exported(memory(there), 0));
    return to.all();
  };
  assert.deepEqual(put(code("mine", 1), code("theirs", 2)), code("theirs", 2));
  assert.deepEqual(put(code("mine", 2), code("theirs", 2)), code("mine", 2));
  const read = (opened, end) => ({ [`${READ}gates`]: JSON.stringify({ opened, end }) });
  assert.deepEqual(put(read(5, null), read(3, 9)), read(3, 9));
  const settings = (sitting) => ({ [SETTINGS]: JSON.stringify({ confidence: true, sitting }) });
  assert.deepEqual(put(settings(5), settings(20)), settings(5));
  assert.deepEqual(put({ [SETTINGS]: "{" }, settings(20)), settings(20), "what is broken here gives way");
});

test("a browser that runs out of room keeps what was there, changed entries too", () => {
  const kept = { [`${PREFIX}one`]: JSON.stringify(attempt(9_999_999_999)), [`${PREFIX}z`]: JSON.stringify(attempt(1)) };
  const storage = memory(kept, 2);
  assert.throws(() => imported(storage, exported(full(), 0)), { message: "This browser has no room for the file. Nothing was changed." });
  assert.deepEqual(storage.all(), kept);
});

test("deleting takes along what the browser would not keep, and asks no browser that keeps nothing", () => {
  save("unkept", attempt(5), null);
  removeAll(null);
  assert.deepEqual([...loadAll(null)], []);
});

const message = (text) => {
  try {
    imported(full(), text);
    return "taken";
  } catch (error) {
    return error.message;
  }
};

test("a file that is refused is told in whole sentences", () => {
  const file = (more) => JSON.stringify({ ...good(), ...more });
  assert.equal(message("7"), "This file was not exported from this course. Nothing was changed.");
  assert.equal(message("null"), "This file was not exported from this course. Nothing was changed.");
  assert.equal(message('"text"'), "This file was not exported from this course. Nothing was changed.");
  assert.equal(message(file({ version: undefined })), "The file is of version undefined, expected 1. Nothing was changed.");
  for (const entries of [null, "x", 7, undefined]) assert.equal(message(file({ entries })), "The file holds no entries. Nothing was changed.");
  assert.equal(message(file({ entries: { a: 1 } })), 'The entry "a" of the file is damaged. Nothing was changed.');
  assert.equal(message(file({ entries: { a: 1, b: 1, c: 1 } })), 'The entry "a" and 2 more of the file is damaged. Nothing was changed.');
  assert.equal(message(" ".repeat(5_000_001)), "The file is too large to be an export of this course. Nothing was changed.");
  assert.equal(message(exported(full(), 0).padEnd(5_000_000)), "taken");
});
