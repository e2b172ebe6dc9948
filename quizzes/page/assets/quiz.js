// @ts-check
// The questions of a page: each is started, and below the last one their answers are counted.

import { isRight } from "./attempt.js";
import { questionsIn } from "./question.js";
import { sureSwitch } from "./switch.js";

/** @import { Question } from "./question.js" */

const again = () => import("./again.js");

/** The count below the last question, with buttons that clear the page. */
class Tally {
  /** @param {Question[]} questions */
  constructor(questions) {
    this.questions = questions;
    this.text = Object.assign(document.createElement("span"), { className: "quiz-tally-text", role: "status" });
    this.buttons = Object.assign(document.createElement("span"), { className: "quiz-tally-buttons" });
    this.button("Reset all on this page", async () => (await again()).clearAll(questions));
    this.button("Forget all on this page", async () => (await again()).forgetAll(questions));
    const line = Object.assign(document.createElement("div"), { className: "quiz-tally" });
    line.append(this.text, this.buttons);
    questions.at(-1)?.section.after(line);
    document.addEventListener("quiz:changed", () => this.count());
    this.count();
  }

  /**
   * @param {string} text
   * @param {() => void} action
   */
  button(text, action) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    button.addEventListener("click", action);
    this.buttons.append(button);
  }

  count() {
    const entries = this.questions.flatMap(({ entry }) => (entry?.attempts ? entry : []));
    const right = entries.filter(isRight).length;
    this.text.textContent = `On this page: ${entries.length} of ${this.questions.length} answered, ${right} right.`;
    this.buttons.hidden = entries.length === 0;
  }
}

const questions = questionsIn(document);
for (const question of questions) {
  const start = () => question.start({ resume: true });
  // A long page has what lies below the first view laid out later, piece by piece: see the site's whole.js.
  if (question.section.classList.contains("later")) question.section.addEventListener("page:shown", start, { once: true });
  else start();
}
questions[0]?.section.after(sureSwitch());
if (questions.length > 1) new Tally(questions);
document.addEventListener("quiz:elsewhere", async () => (await again()).follow(questions));

// On paper the questions come first and their answers at the end. Without the script each question is followed by its
// answers: the style alone does that.
const sheet = document.createElement("section");
sheet.className = "quiz-sheet";
addEventListener("beforeprint", () => {
  const title = document.createElement("h2");
  title.textContent = "Answers";
  sheet.replaceChildren(title);
  for (const section of document.querySelectorAll("section.quiz")) {
    const head = document.createElement("h3");
    head.textContent = section.querySelector(".quiz-number")?.textContent ?? "";
    const told = [...section.querySelectorAll(":scope > .quiz-answers > :not(summary)")].map((part) => part.cloneNode(true));
    const answers = document.createElement("div");
    answers.className = "quiz";
    answers.append(head, ...told);
    sheet.append(answers);
  }
  document.querySelector("article")?.append(sheet);
});
addEventListener("afterprint", () => sheet.remove());
