import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { judge } from "../../quizzes/page/assets/judge.js";
import { parseNumber } from "../../quizzes/page/assets/judge-written.js";

const golden = JSON.parse(readFileSync(new URL("../golden/verdicts.json", import.meta.url), "utf8"));

for (const { key, answers } of golden) {
  test(`the page judges ${key.id} as Python does`, () => {
    assert.ok(answers.length > 2);
    for (const { answer, verdict } of answers) {
      assert.deepEqual(judge(key, answer), verdict, `answer ${JSON.stringify(answer)}`);
    }
  });
}

test("a number that JSON cannot hold is unreadable", () => {
  const { key } = golden.find((each) => each.key.kind === "number");
  for (const value of [NaN, Infinity, -Infinity]) assert.equal(judge(key, value).outcome, "unreadable");
});

test("an answer that is not there is unanswered", () => {
  for (const { key } of golden) assert.equal(judge(key, undefined).outcome, "unanswered");
});

test("an unknown kind is an error of ours, not of the learner", () => {
  assert.throws(() => judge({ id: "x", kind: "opera", hash: "" }, "a"), /no judge for the kind opera/);
});

test("what Python calls space is stripped, and nothing else", () => {
  assert.equal(parseNumber("\u00a0\x1c 2,5\u3000"), 2.5);
  assert.equal(parseNumber("\ufeff2.5"), null);
});
