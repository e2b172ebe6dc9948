// @ts-check
// To begin again: an answer cleared, forgotten, or given in another tab. Loaded when it is asked for.

import { hasLooked, isFirst } from "./attempt.js";
import { changed } from "./question.js";
import { forget } from "./store.js";

/** @import { Question } from "./question.js" */

/**
 * The form was emptied. What is remembered of the question stays, unless the reader says so.
 * @param {Question} question
 */
export function clear(question) {
  const { entry, after, told } = question;
  if (!entry) return;
  // Who has seen the right answer today does not recall it any more.
  const seen = told && isFirst(entry, Date.now()) && !hasLooked(entry, Date.now());
  question.keep({ ...entry, cleared: true, ...(seen && { looked: Date.now() }) });
  question.say("Answer cleared. When it comes back is still known.");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiz-forget" });
  button.textContent = "Forget it";
  button.addEventListener("click", () => {
    forgetQuestion(question);
    question.status.tabIndex = -1;
    question.status.focus();
  });
  after.replaceChildren(button);
  after.hidden = false;
}

/** @param {Question} question */
function forgetQuestion(question) {
  forget(question.key.id);
  question.told = false;
  question.clear();
  question.say("Forgotten.");
  changed(question.section);
}

/** @param {Question[]} questions */
export function clearAll(questions) {
  if (!confirm("Clear your answers to all questions on this page? When they come back is still known.")) return;
  for (const question of questions) question.form.reset();
  questions[0]?.section.querySelector("input")?.focus();
}

/** @param {Question[]} questions */
export function forgetAll(questions) {
  if (!confirm("Forget all that is known of your answers on this page? It cannot be brought back.")) return;
  for (const question of questions) {
    question.empty();
    forgetQuestion(question);
  }
  questions[0]?.section.querySelector("input")?.focus();
}

/**
 * Show what another tab has remembered, unless the reader has begun to answer here.
 * @param {Question[]} questions
 */
export function follow(questions) {
  for (const question of questions) {
    const { entry } = question;
    if (question.touched || (entry?.last === question.last && !entry?.cleared)) continue;
    question.empty();
    question.restore();
  }
}
