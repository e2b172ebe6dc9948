import assert from "node:assert/strict";
import { test } from "node:test";

import { afterAttempt, afterHint, afterLook, begun, dueToday, hasLooked, hintsNow, isDue, isFirst, isRight } from "../../quizzes/page/assets/attempt.js";

const DAY = 86_400_000;
const NOON = new Date(2026, 0, 5, 12).getTime();
const KEY = { hash: "h" };
const answered = (before, time, more = {}) => afterAttempt(before, { ...KEY, answer: "a", outcome: "right", score: 1, ...more }, time);

test("an item that was begun has no answer, and knows its variant where it has one", () => {
  const bare = { hash: "h", answer: null, outcome: "unanswered", score: 0, attempts: 0, first: 7, last: 7 };
  assert.deepEqual(begun(KEY, 7), bare);
  assert.deepEqual(begun({ ...KEY, seed: "3" }, 7), { ...bare, seed: "3" });
});

test("an answer says all that is known of it", () => {
  assert.deepEqual(answered(null, NOON, { seed: "1", sure: 2, hints: 1, misconceptions: ["A"] }), {
    hash: "h", seed: "1", answer: "a", outcome: "right", score: 1, hints: 1, hinted: NOON, attempts: 1, first: NOON, last: NOON,
    met: ["A"], when: { A: NOON }, judged: [[2, 1, NOON]], log: [[NOON, 2]], due: NOON + 2 * DAY,
  }); // prettier-ignore
  const plain = answered(null, NOON);
  assert.deepEqual(["hinted", "when", "judged", "seed", "looked"].filter((name) => name in plain), []);
});

test("when a misconception was last met is kept, and the others' times stay", () => {
  const first = answered(null, NOON, { outcome: "wrong", misconceptions: ["A", "B"] });
  const second = answered(first, NOON + DAY, { outcome: "wrong", misconceptions: ["B"] });
  assert.deepEqual(second.when, { A: NOON, B: NOON + DAY });
  assert.deepEqual(answered(second, NOON + 2 * DAY).when, second.when);
  assert.deepEqual(answered(second, NOON + 2 * DAY, { hash: "new" }).when, second.when);
  assert.deepEqual(answered({ ...begun(KEY, 1), met: ["old"] }, NOON).met, ["old"]);
});

test("a day's first attempt is the one that counts", () => {
  const first = answered(null, NOON);
  assert.deepEqual([isFirst(null, NOON), isFirst(first, NOON + 1), isFirst(first, NOON + DAY)], [true, false, true]);
  assert.equal(isFirst({ ...begun(KEY, NOON), log: [] }, NOON), true, "a hint is no attempt");
  assert.equal(isFirst({ ...begun(KEY, NOON - DAY), log: [[NOON, 1]] }, NOON + 1), false, "looked at today");
  assert.equal(isFirst({ ...first, last: NOON - DAY, log: [[NOON + 1, 3]] }, NOON), true, "a recall in the future is none");
});

test("the answer of another question starts anew, that of another variant goes on", () => {
  const before = { ...answered(null, NOON, { seed: "0" }), cleared: true };
  assert.equal(answered(before, NOON + DAY, { hash: "new", seed: "0" }).attempts, 1);
  assert.equal(answered(before, NOON + DAY, { hash: "new", seed: "1" }).attempts, 2);
  assert.equal(answered(before, NOON + DAY, { hash: "new" }).attempts, 2);
  assert.equal("cleared" in answered(before, NOON + DAY, { seed: "0" }), false);
});

test("how sure somebody was counts for right alone, and only if it was asked", () => {
  const judged = (more) => answered(null, NOON, more).judged;
  assert.deepEqual([judged({ sure: 3, outcome: "partly" }), judged({ sure: 1, outcome: "right" })], [[[3, 0, NOON]], [[1, 1, NOON]]]);
  assert.equal(judged({ sure: 0 }), undefined);
  const other = answered(answered(null, NOON, { sure: 1 }), NOON + DAY, { sure: 3 });
  assert.deepEqual(other.judged, [[1, 1, NOON], [3, 1, NOON + DAY]]);
});

test("what was shown already is no recall", () => {
  const shown = answered(null, NOON, { shown: true, sure: 3 });
  assert.deepEqual([shown.log, shown.judged, shown.due], [undefined, undefined, undefined]);
});

test("hints count on the day on which they were opened", () => {
  const one = afterHint(null, KEY, 2, NOON);
  assert.deepEqual([one.outcome, one.attempts, one.hints, one.hinted], ["unanswered", 0, 2, NOON]);
  assert.equal(afterHint(one, KEY, 1, NOON + 1).hints, 2, "a hint is not closed again");
  assert.equal(afterHint(one, KEY, 1, NOON + DAY).hints, 1);
  assert.equal(afterHint(answered(null, NOON), KEY, 1, NOON).attempts, 1);
  assert.deepEqual([hintsNow(one, NOON + 1), hintsNow(one, NOON + DAY), hintsNow(null, NOON), hintsNow({ hinted: NOON }, NOON)], [2, 0, 0, 0]);
});

test("who opens the answer before giving one has not recalled it", () => {
  const looked = afterLook(null, { ...KEY, seed: "2" }, NOON);
  assert.deepEqual([looked.looked, looked.log, looked.seed, looked.due], [NOON, [[NOON, 1]], "2", NOON + DAY]);
  assert.deepEqual([hasLooked(looked, NOON + 1), hasLooked(looked, NOON + DAY), hasLooked(null, NOON), hasLooked({}, NOON)], [true, false, false, false]);
  const after = answered(looked, NOON + 1, { sure: 3 });
  assert.deepEqual([after.looked, after.log, after.judged], [NOON, [[NOON, 1]], undefined]);
  assert.equal(isRight(after), false);
  const later = answered(looked, NOON + DAY);
  assert.deepEqual(["looked" in later, isRight(later), later.log.length], [false, true, 2]);
  assert.equal(isRight(answered(null, NOON, { outcome: "partly" })), false);
});

test("looking again on the day of an attempt is noted once, and only where the answer was not right", () => {
  const wrong = answered(null, NOON, { outcome: "wrong" });
  const noted = afterLook(wrong, KEY, NOON + 1);
  assert.deepEqual([noted.looked, noted.log], [NOON + 1, wrong.log]);
  assert.equal(afterLook(noted, KEY, NOON + 2), null);
  assert.equal(afterLook(answered(null, NOON), KEY, NOON + 1), null);
});

test("an answer that is opened before it is due leaves what was recalled", () => {
  const known = answered(answered(null, NOON - 5 * DAY), NOON - 4 * DAY);
  const far = { ...known, due: NOON + 9 * DAY };
  assert.deepEqual([afterLook(far, KEY, NOON).log, afterLook(far, KEY, NOON).looked], [known.log, NOON]);
  const due = afterLook({ ...known, due: NOON }, KEY, NOON);
  assert.deepEqual([due.log.at(-1), due.due], [[NOON, 1], null]);
  const changed = afterLook({ ...known, met: ["A"], when: { A: 1 } }, { hash: "new" }, NOON);
  assert.deepEqual([changed.met, changed.when, changed.attempts, changed.log], [["A"], { A: 1 }, 0, [[NOON, 1]]]);
});

test("a review asks no more than the day's number, of which what was done today is taken off", () => {
  const due = (extra = {}) => ({ ...answered(null, NOON - 9 * DAY), due: NOON - DAY, ...extra });
  const again = { ...due(), log: [[NOON - 9 * DAY, 3], [NOON - 1, 3]], due: NOON + 5 * DAY };
  const fresh = { ...due(), log: [[NOON - 1, 3]], due: NOON + DAY };
  const queued = { ...fresh, queued: true };
  const ask = (most, ...more) => dueToday(new Map([due(), due(), due(), ...more].entries()), NOON, most);
  assert.deepEqual([ask(10), ask(2), ask(0)], [3, 2, 0]);
  assert.deepEqual([ask(3, again), ask(3, queued), ask(3, fresh)], [2, 2, 3], "a first answer is no review");
  assert.equal(ask(1, again, queued), 0);
  assert.equal(ask(3, { ...again, log: [[NOON - 9 * DAY, 3], [NOON - DAY, 3]] }), 3, "yesterday's do not count");
  assert.equal(ask(3, begun(KEY, NOON)), 3);
});

test("what is due and what is not", () => {
  const entry = answered(null, NOON);
  const at = (more) => isDue({ ...entry, ...more }, NOON);
  assert.deepEqual([at({ due: NOON }), at({ due: NOON + DAY }), at({ due: null }), at({ due: undefined })], [true, false, true, false]);
  assert.deepEqual([at({ due: NOON, log: [] }), at({ due: NOON, log: undefined }), at({ due: NOON, log: [], attempts: 0 })], [false, false, true]);
});
