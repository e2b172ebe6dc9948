// @ts-check
// The behaviour of the questions on a page: check, show what is to be said of the answer, remember, reset.
// All text but the verdict's stands in the page already and is copied from there, node by node.

import { JUDGES, judge } from "./judge.js";
import { afterAttempt, forget, load, save } from "./store.js";

/** @import { Key, Verdict } from "./judge.js" */

/**
 * How the controls of a kind are read and written. A part is an option, or the whole entry.
 * @typedef {object} Control
 * @property {(form: HTMLFormElement) => unknown} read
 * @property {(form: HTMLFormElement, answer: unknown) => void} write
 * @property {(shown: string) => string} partOf The part beside which a note is shown.
 */

/** @type {Record<string, Control>} */
const CONTROLS = {
  choice: {
    read: (form) => inputs(form).find((input) => input.checked)?.value ?? null,
    write: (form, answer) => inputs(form).forEach((input) => (input.checked = input.value === answer)),
    partOf: (shown) => shown,
  },
  choices: {
    read: (form) => inputs(form).filter((input) => input.checked).map((input) => input.value),
    write: (form, answer) =>
      inputs(form).forEach((input) => (input.checked = Array.isArray(answer) && answer.includes(input.value))),
    partOf: (shown) => shown,
  },
  number: {
    read: (form) => inputs(form)[0]?.value ?? null,
    write: (form, answer) => inputs(form).forEach((input) => (input.value = String(answer))),
    partOf: () => "entry",
  },
};

/** One question of the page. */
class Quiz {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.key = /** @type {Key} */ (JSON.parse(find(section, ".quiz-data").textContent ?? ""));
    this.form = /** @type {HTMLFormElement} */ (find(section, "form"));
    this.status = find(section, ".quiz-status");
    this.after = find(section, ".quiz-after");
    this.control = /** @type {Control} */ (CONTROLS[this.key.kind]);
  }

  /** Let the question be answered. */
  start() {
    find(this.section, ".quiz-actions").hidden = false;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check();
    });
    this.form.addEventListener("reset", () => this.reset());
    this.form.addEventListener("input", () => this.clear());
    this.restore();
  }

  /** Judge what the controls hold, say so, and remember it. */
  check() {
    this.status.ariaLive = "polite";
    const answer = this.control.read(this.form);
    const verdict = judge(this.key, answer);
    this.show(verdict);
    if (verdict.outcome === "unanswered" || verdict.outcome === "unreadable") return;
    const { outcome, score } = verdict;
    const given = { hash: this.key.hash, answer, outcome, score };
    save(this.key.id, afterAttempt(load(this.key.id), given, Date.now()));
    changed(this.section);
  }

  /** Show the last answer and its verdict as the reader left them, without speaking up. */
  restore() {
    const entry = load(this.key.id);
    if (!entry) return;
    this.status.ariaLive = "off";
    if (entry.hash !== this.key.hash) {
      this.status.textContent = "This question has changed since you answered it. Please answer it again.";
      return;
    }
    this.control.write(this.form, entry.answer);
    this.show(judge(this.key, entry.answer));
  }

  /** @param {Verdict} verdict */
  show(verdict) {
    this.clear();
    this.section.dataset.outcome = verdict.outcome;
    /** @type {string[]} */
    const places = [];
    for (const shown of verdict.shown) {
      const name = this.control.partOf(shown);
      this.note(name, shown);
      places.push(this.part(name).querySelector(".quiz-letter")?.textContent ?? "your answer");
    }
    this.status.textContent = verdict.message + pointer(places, verdict.outcome);
    for (const input of inputs(this.form)) {
      if (verdict.outcome === "unreadable") input.ariaInvalid = "true";
    }
    if (verdict.outcome === "right") {
      this.after.append(...copies(find(this.section, ".quiz-explain")), ...copies(find(this.section, ".quiz-see")));
    } else if (verdict.outcome === "wrong" || verdict.outcome === "partly") {
      this.after.append(...copies(find(this.section, ".quiz-see")));
    }
    this.after.hidden = !this.after.hasChildNodes();
  }

  /**
   * Show beside a part what the folded answers say of it.
   * @param {string} name
   * @param {string} about
   */
  note(name, about) {
    const part = this.part(name);
    const source = find(this.section, `[data-about="${about}"]`);
    const feedback = find(part, ".quiz-feedback");
    part.dataset.verdict = source.dataset.verdict;
    feedback.append(...copies(source));
    feedback.querySelector(".quiz-letter")?.remove();
    feedback.hidden = false;
    find(part, "input").setAttribute("aria-describedby", feedback.id);
  }

  /** Take back what was said of an answer; the answer itself stays. */
  clear() {
    this.status.textContent = "";
    delete this.section.dataset.outcome;
    this.after.replaceChildren();
    this.after.hidden = true;
    for (const part of this.section.querySelectorAll(".quiz-option, .quiz-entry")) {
      const feedback = find(part, ".quiz-feedback");
      feedback.replaceChildren();
      feedback.hidden = true;
      delete /** @type {HTMLElement} */ (part).dataset.verdict;
    }
    for (const input of inputs(this.form)) {
      input.removeAttribute("aria-describedby");
      input.ariaInvalid = null;
    }
  }

  /** Forget the answer; the browser empties the controls itself. */
  reset() {
    forget(this.key.id);
    this.clear();
    this.status.ariaLive = "polite";
    this.status.textContent = "Answer cleared.";
    changed(this.section);
  }

  /** @param {string} name */
  part(name) {
    return find(this.section, name === "entry" ? ".quiz-entry" : `[data-part="${name}"]`);
  }
}

/** The count below the last question, with a button that clears the page. */
class Tally {
  /** @param {Quiz[]} quizzes */
  constructor(quizzes) {
    this.quizzes = quizzes;
    this.text = Object.assign(document.createElement("span"), { className: "quiz-tally-text" });
    this.text.role = "status";
    this.button = Object.assign(document.createElement("button"), { type: "button", className: "quiz-reset-all" });
    this.button.textContent = "Reset all on this page";
    this.button.addEventListener("click", () => this.resetAll());
    const line = Object.assign(document.createElement("div"), { className: "quiz-tally" });
    line.append(this.text, this.button);
    quizzes.at(-1)?.section.after(line);
    document.addEventListener("quiz:changed", () => this.count());
    this.count();
  }

  count() {
    const entries = this.quizzes.map(({ key }) => ({ entry: load(key.id), key }));
    const current = entries.flatMap(({ entry, key }) => (entry?.hash === key.hash ? [entry] : []));
    const right = current.filter((entry) => entry.outcome === "right").length;
    this.text.textContent = `On this page: ${current.length} of ${entries.length} answered, ${right} right.`;
    this.button.hidden = current.length === 0;
  }

  resetAll() {
    if (!confirm("Clear your answers to all questions on this page?")) return;
    for (const quiz of this.quizzes) quiz.form.reset();
    this.quizzes[0]?.section.querySelector("input")?.focus();
  }
}

/**
 * The element that the page is known to have.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
function find(root, selector) {
  const element = root.querySelector(selector);
  if (element instanceof HTMLElement) return element;
  throw new Error(`the question has no ${selector}`);
}

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLInputElement[]}
 */
function inputs(form) {
  return [...form.querySelectorAll("input")];
}

/**
 * Copies of what an element holds, without ids, which a page has once.
 * @param {HTMLElement} source
 */
function copies(source) {
  const copy = /** @type {HTMLElement} */ (source.cloneNode(true));
  for (const element of copy.querySelectorAll("[id]")) element.removeAttribute("id");
  return [...copy.childNodes];
}

/**
 * Where the notes are, for a reader who hears the verdict and does not see the page.
 * @param {string[]} places
 * @param {string} outcome
 */
function pointer(places, outcome) {
  if (places.length === 0 || outcome === "right") return "";
  const listed = new Intl.ListFormat("en").format(places);
  return ` See the note${places.length > 1 ? "s" : ""} under ${listed} and try again.`;
}

/** @param {HTMLElement} section */
function changed(section) {
  section.dispatchEvent(new Event("quiz:changed", { bubbles: true }));
}

const quizzes = [];
for (const section of document.querySelectorAll("section.quiz")) {
  const quiz = new Quiz(/** @type {HTMLElement} */ (section));
  if (!(quiz.key.kind in JUDGES)) continue; // a kind that only the folded answers serve
  quiz.start();
  quizzes.push(quiz);
}
if (quizzes.length > 1) new Tally(quizzes);

// Folded answers are opened for print where the style alone cannot do it.
/** @type {HTMLDetailsElement[]} */
let opened = [];
addEventListener("beforeprint", () => {
  opened = [.../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(".quiz-answers:not([open])"))];
  for (const details of opened) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
});
