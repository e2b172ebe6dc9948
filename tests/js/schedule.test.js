import assert from "node:assert/strict";
import { registerHooks } from "node:module";
import { test } from "node:test";

// The build puts ts-fsrs beside our modules; here it is where npm put it.
const FSRS = new URL("../../node_modules/ts-fsrs/dist/index.mjs", import.meta.url).href;
registerHooks({
  resolve: (name, context, next) => (name === "./ts-fsrs.js" ? { url: FSRS, shortCircuit: true } : next(name, context)),
});
const { dueAfter } = await import("../../quizzes/page/assets/schedule.js");
const { dayOf } = await import("../../quizzes/page/assets/days.js");
const { FIRST, afterAttempt } = await import("../../quizzes/page/assets/store.js");

const DAY = 86_400_000;
const HOUR = 3_600_000;
const NOON = new Date(2026, 0, 5, 12).getTime();
const days = (later, earlier) => dayOf(later) - dayOf(earlier);

test("the days after a first answer, which pages know without the scheduler, are the scheduler's", () => {
  for (const grade of [1, 2, 3, 4]) assert.equal(days(dueAfter([[NOON, grade]]), NOON), FIRST[grade], `grade ${grade}`);
});

test("what is recalled comes back later each time, what is forgotten soon", () => {
  const log = [[NOON, 3]];
  const gaps = [];
  for (let round = 0; round < 5; round += 1) {
    const due = dueAfter(log);
    gaps.push((due - log.at(-1)[0]) / DAY);
    log.push([due, 3]);
  }
  assert.deepEqual([...gaps].sort((a, b) => a - b), gaps);
  assert.ok(gaps.at(-1) > 60, `the last gap is ${gaps.at(-1)} days`);
  const before = dueAfter(log) - log.at(-1)[0];
  log.push([dueAfter(log), 1]);
  assert.ok(dueAfter(log) - log.at(-1)[0] < before / 10);
});

test("an easy answer waits longer than a good one, a hard one no longer", () => {
  const [hard, good, easy] = [2, 3, 4].map((grade) => dueAfter([[NOON, 3], [NOON + 2 * DAY, grade]]));
  assert.ok(hard < good && good < easy);
});

test("answering on the same day is practice: it is not logged, and what is due stays", () => {
  const wrong = afterAttempt(null, { hash: "h", answer: "a", outcome: "wrong", score: 0 }, NOON);
  assert.deepEqual([wrong.log, wrong.due], [[[NOON, 1]], NOON + DAY]);
  const right = afterAttempt(wrong, { hash: "h", answer: "b", outcome: "right", score: 1 }, NOON + 60_000);
  assert.deepEqual([right.log, right.due, right.attempts], [wrong.log, wrong.due, 2]);
  const later = afterAttempt(right, { hash: "h", answer: "b", outcome: "right", score: 1 }, NOON + DAY);
  assert.deepEqual([later.log, later.due], [[[NOON, 1], [NOON + DAY, 3]], null]);
  const evening = afterAttempt(null, { hash: "h", answer: "a", outcome: "wrong", score: 0 }, NOON + 8 * HOUR);
  const morning = afterAttempt(evening, { hash: "h", answer: "b", outcome: "right", score: 1 }, NOON + 20 * HOUR);
  assert.deepEqual(morning.log, [[NOON + 8 * HOUR, 1], [NOON + 20 * HOUR, 3]], "the next morning is another day");
  const night = afterAttempt(evening, { hash: "h", answer: "b", outcome: "right", score: 1 }, NOON + 13 * HOUR);
  assert.deepEqual(night.log, evening.log, "an hour after midnight is the same evening");
});

test("hints, parts and being sure make the grade", () => {
  const grade = (given) => afterAttempt(null, { hash: "h", answer: 1, score: 1, ...given }, NOON).log[0][1];
  assert.equal(grade({ outcome: "wrong", sure: 3 }), 1);
  assert.equal(grade({ outcome: "partly" }), 2);
  assert.equal(grade({ outcome: "right", hints: 1, sure: 3 }), 2);
  assert.equal(grade({ outcome: "right" }), 3);
  assert.equal(grade({ outcome: "right", sure: 2 }), 3);
  assert.equal(grade({ outcome: "right", sure: 3 }), 4);
});
