// The notebook of an assignment: filled, read back, and refused where it is none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { filled, read } from "../../quizzes/live/assets/notebook.js";

const cell = (id, source, type, notes) => ({ cell_type: type, id, metadata: { nbgrader: { grade_id: id, ...notes } }, source });
const template = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: [
    { cell_type: "markdown", id: "text-0", metadata: {}, source: "# Gates" },
    cell("gates-step-solution", "def step():\n    # Write your code here.", "code", { solution: true, grade: false }),
    cell("gates-step", "# graded", "code", { grade: true, locked: true, solution: false }),
    cell("gates-forget-answer", "answer_gates_forget = None  # replace None: the id of one option, in quotes", "code", { solution: true }),
    cell("gates-many-answer", "answer_gates_many = None  # replace None", "code", { solution: true }),
    cell("gates-words", "", "markdown", { solution: true, grade: true }),
  ],
};
const work = {
  code: { "gates-step": "def step():\n    return 1" },
  answers: { "gates-forget": "keeps", "gates-many": ["a", "b"] },
  words: { "gates-words": "Because." },
  extra: { "gates-step-solution": [{ cell_type: "code", source: "helper = 1" }] },
};

test("what was written comes back as it was, with cells of one's own", () => {
  const made = filled(template, work);
  assert.equal(made.cells.length, 7);
  assert.equal(made.cells[2].source, "helper = 1");
  assert.match(made.cells[4].source, /^answer_gates_forget = "keeps" /);
  const back = read(JSON.stringify(made), template, "gates");
  assert.deepEqual(back.work, work);
  assert.equal(back.notes.length, 1);
});

test("sources that are lists of lines are read, and numbers stay as they were written", () => {
  const own = structuredClone(template);
  own.cells[1].source = ["def step():\n", "    return 2\n"];
  own.cells[3].source = "answer_gates_forget = 0.25  # done";
  const { work: found } = read(JSON.stringify(own), template, "gates");
  assert.equal(found.code["gates-step"], "def step():\n    return 2\n");
  assert.equal(found.answers["gates-forget"], "0.25");
});

test("an answer that is a program of its own is kept as it is", () => {
  const own = structuredClone(template);
  own.cells[3].source = "x = 'keeps'\nanswer_gates_forget = x";
  const { work: found } = read(JSON.stringify(own), template, "gates");
  assert.equal(filled(template, found).cells[3].source, own.cells[3].source);
});

test("what is not a notebook of the assignment is refused with a reason", () => {
  assert.throws(() => read("not json", template, "gates"), /not a notebook, or it is damaged/);
  assert.throws(() => read('{"cells": 3}', template, "gates"), /not a notebook of nbformat 4/);
  assert.throws(() => read('{"cells": [], "nbformat": 4}', template, "gates"), /not a notebook of the assignment "gates"/);
  assert.throws(() => read(`"${"x".repeat(5_000_001)}"`, template, "gates"), /too large/);
});

test("cells of one's own above the first of ours are kept, too", () => {
  const own = structuredClone(template);
  own.cells.unshift({ cell_type: "code", id: "mine", metadata: {}, source: "import math" });
  const { work: found } = read(JSON.stringify(own), template, "gates");
  assert.deepEqual(found.extra[""], [{ cell_type: "code", source: "import math" }]);
  assert.equal(filled(template, found).cells[0].source, "import math");
});

test("a notebook of another edition is taken over and said to be one", () => {
  const own = structuredClone(template);
  own.cells[2].source = "# graded otherwise";
  assert.match(read(JSON.stringify(own), template, "gates").notes[0], /another edition/);
});
