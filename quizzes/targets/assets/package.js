// @ts-check
// A chapter's quiz in an LMS: judges each answer as the course's page does, and reports score and completion.
// The first answer to a question counts; what follows is practice.

import { judge } from "./judge.js";
import { Attempt, findApi } from "./lms.js";

/** One question on the page. */
class Question {
  /** @param {Element} section */
  constructor(section) {
    this.section = section;
    this.key = JSON.parse(section.querySelector("script.key")?.textContent ?? "{}");
    this.form = section.getAttribute("data-answer") ?? "text";
    this.points = Number(section.getAttribute("data-points"));
    /** @type {number | null} */
    this.score = null; // of the first answer that was judged
    section.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check();
    });
  }

  check() {
    const answer = answerOf(this.form, this.section);
    const verdict = judge(this.key, answer);
    this.tell(verdict.message);
    const judged = verdict.outcome !== "unanswered" && verdict.outcome !== "unreadable";
    for (const note of this.section.querySelectorAll("[data-why]")) {
      note.toggleAttribute("hidden", !verdict.shown.includes(note.getAttribute("data-why") ?? ""));
    }
    if (!judged) return;
    this.section.querySelector(".explanation")?.removeAttribute("hidden");
    if (this.score !== null) return;
    this.score = verdict.score;
    attempt.answered({ id: this.key.id, ...spoken(this.form, answer), score: verdict.score });
    report();
  }

  /** @param {string} text */
  tell(text) {
    const place = this.section.querySelector(".verdict");
    if (place) place.textContent = text;
  }
}

/**
 * Read the answer from the form, as the judge takes it.
 * @param {string} form
 * @param {Element} section
 * @returns {unknown}
 */
function answerOf(form, section) {
  /** @type {(HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[]} */
  const fields = [...section.querySelectorAll("form [name]")].map((field) => /** @type {any} */ (field));
  const chosen = fields.filter((field) => field instanceof HTMLInputElement && field.checked).map((f) => f.value);
  if (form === "one") return chosen[0] ?? null;
  if (form === "chosen") return chosen;
  if (form === "each") {
    return Object.fromEntries(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
  }
  if (form === "places") {
    const placed = fields.filter((field) => field.value);
    if (placed.length < fields.length) return null;
    return placed.sort((a, b) => Number(a.value) - Number(b.value)).map((field) => field.name);
  }
  return fields[0]?.value ?? null;
}

/**
 * Return type and text of an answer, as SCORM's interactions have them.
 * @param {string} form
 * @param {unknown} answer
 */
function spoken(form, answer) {
  const text = typeof answer === "string" ? answer.trim().split(/\s*\n\s*/).join(" / ") : JSON.stringify(answer);
  if (form !== "number") return { type: "fill-in", response: text };
  return { type: "numeric", response: text.replace(",", ".").replace("\u2212", "-") };
}

function total() {
  const all = questions.reduce((sum, question) => sum + question.points, 0);
  const earned = questions.reduce((sum, question) => sum + question.points * (question.score ?? 0), 0);
  return { percent: all ? (100 * earned) / all : 0, answered: questions.filter((q) => q.score !== null).length };
}

function report() {
  const { percent, answered } = total();
  const state = questions.map(({ score }) => (score === null ? "" : String(Number(score.toFixed(4))))).join(";");
  attempt.report({ percent, done: answered === questions.length, state });
  show();
}

function restore() {
  const kept = attempt.get("cmi.suspend_data").split(";");
  if (kept.length !== questions.length) return; // another edition of the package, or none yet
  questions.forEach((question, place) => {
    if (!kept[place]) return;
    question.score = Number(kept[place]);
    question.tell("Answered before; a new answer is practice.");
  });
}

function show() {
  const { percent, answered } = total();
  const place = document.querySelector("#progress");
  const where = attempt.api ? "" : " No LMS was found: the score stays on this page.";
  if (place) place.textContent = `${answered} of ${questions.length} answered, ${Math.round(percent)} %.${where}`;
}

const attempt = new Attempt(findApi(window));
const questions = [...document.querySelectorAll("section.question")].map((section) => new Question(section));
restore();
show();
window.addEventListener("pagehide", () => attempt.finish());
