// @ts-check
// One question of a page: check, show what is to be said of the answer, remember, reset, show another variant.
// All text but the verdict's stands in the page already and is copied from there, node by node.

import { CONTROLS, fields } from "./controls.js";
import { JUDGES, judge } from "./judge.js";
import { afterAttempt, forget, load, save } from "./store.js";
import { Sure } from "./sure.js";

/** @import { Key } from "./judge.js" */
/** @import { Control } from "./controls.js" */
/** @import { Verdict } from "./verdict.js" */

// What differs between the variants of an item.
const CHANGING = [".quiz-data", ".quiz-prompt", ".quiz-code", ".quiz-hints", ".quiz-key", ".quiz-explain"];

export class Question {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.form = /** @type {HTMLFormElement} */ (find(section, "form"));
    this.key = readKey(section);
    const first = document.createDocumentFragment();
    for (const part of CHANGING) {
      const element = section.querySelector(part);
      if (element) first.append(element.cloneNode(true));
    }
    this.variants = [first]; // the others are loaded when they are asked for
    this.hashes = [this.key.hash, ...(section.dataset.variants ?? "").split(" ").filter(Boolean)];
    this.shown = 0;
    this.opened = 0;
    this.emptying = false;
    this.status = find(section, ".quiz-status");
    this.after = find(section, ".quiz-after");
    this.control = /** @type {Control} */ (CONTROLS[this.key.kind]);
    this.sure = new Sure(this.form);
  }

  /** What is remembered of it, if that was said of the question as it is now. */
  get entry() {
    const entry = load(this.key.id);
    return entry && this.hashes.includes(entry.hash) ? entry : null;
  }

  /**
   * Let the question be answered; where `resume` is set, with the last answer as the reader left it.
   * @param {{resume: boolean}} options
   */
  start({ resume }) {
    find(this.section, ".quiz-actions").hidden = false;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check();
    });
    this.form.addEventListener("reset", () => this.reset());
    this.form.addEventListener("input", () => this.clear());
    this.section.querySelector(".quiz-another")?.addEventListener("click", () => this.another());
    this.control.setup?.(this.form, (text) => this.say(text));
    this.startHints(resume ? (this.entry?.hints ?? 0) : 0);
    if (resume) this.restore();
  }

  /** Judge what the controls hold, say so, and remember it. */
  check() {
    const answer = this.control.read(this.form);
    const verdict = judge(this.key, answer);
    const counts = verdict.outcome !== "unanswered" && verdict.outcome !== "unreadable";
    if (counts && this.sure.missing) return this.say(this.sure.ask());
    this.say("");
    this.show(verdict);
    if (!counts) return;
    const { outcome, score, misconceptions } = verdict;
    const { hash, seed } = this.key;
    const given = { hash, seed, answer, outcome, score, misconceptions, hints: this.opened, sure: this.sure.level };
    const entry = afterAttempt(load(this.key.id), given, Date.now());
    save(this.key.id, entry);
    changed(this.section);
    if (entry.due === null) this.schedule();
  }

  /** Ask the scheduler when to come back; the first time is known without it. */
  async schedule() {
    const { dueAfter } = await import("./schedule.js");
    const entry = load(this.key.id);
    if (entry?.log) save(this.key.id, { ...entry, due: dueAfter(entry.log) });
    changed(this.section);
  }

  /** Show the last answer and its verdict as the reader left them, without speaking up. */
  async restore() {
    const entry = load(this.key.id);
    if (!entry) return;
    this.status.ariaLive = "off";
    const variant = this.hashes.indexOf(entry.hash);
    if (variant < 0) {
      this.status.textContent = "This question has changed since you answered it. Please answer it again.";
      return;
    }
    if (!(await this.showVariant(variant))) return;
    this.startHints(entry.hints ?? 0);
    this.control.write(this.form, entry.answer);
    this.show(judge(this.key, entry.answer));
  }

  /** Show the next variant, empty. */
  async another() {
    if (!(await this.showVariant((this.shown + 1) % this.hashes.length))) return;
    this.emptying = true; // the answer to the one before is remembered
    this.form.reset();
    this.emptying = false;
    this.startHints(0);
    this.say(`Other numbers: ${this.shown + 1} of ${this.hashes.length}.`);
  }

  /**
   * Exchange what differs between the variants; whether that could be done.
   * @param {number} place
   */
  async showVariant(place) {
    if (place === this.shown) return true;
    const address = this.section.dataset.variantsAt;
    if (this.variants.length === 1 && address) {
      const { loadVariants } = await import("./site.js");
      const others = await loadVariants(address).catch(() => []);
      if (this.variants.length === 1) this.variants.push(...others);
    }
    const variant = this.variants[place];
    if (!variant) {
      this.say("The other numbers could not be loaded.");
      return false;
    }
    this.shown = place;
    this.key = readKey(variant);
    for (const part of CHANGING) {
      const copy = variant.querySelector(part)?.cloneNode(true);
      if (copy) this.section.querySelector(part)?.replaceWith(copy);
    }
    return true;
  }

  /**
   * Show the hints up to the one after the last that was opened.
   * @param {number} opened
   */
  startHints(opened) {
    this.opened = opened;
    const hints = /** @type {HTMLDetailsElement[]} */ ([...this.section.querySelectorAll(".quiz-hint")]);
    for (const [place, hint] of hints.entries()) {
      hint.hidden = place > this.opened;
      hint.addEventListener("toggle", () => {
        if (!hint.open || place < this.opened) return;
        this.opened = place + 1;
        hints[place + 1]?.toggleAttribute("hidden", false);
        const entry = this.entry;
        if (entry) save(this.key.id, { ...entry, hints: Math.max(entry.hints ?? 0, this.opened) });
      });
    }
  }

  /** @param {Verdict} verdict */
  show(verdict) {
    this.clear();
    this.section.dataset.outcome = verdict.outcome;
    /** @type {Set<string>} */
    const places = new Set();
    for (const shown of verdict.shown) {
      const part = find(this.section, `.quiz-part[data-part="${this.control.partOf(shown)}"]`);
      this.note(part, shown);
      places.add(this.control.place(part));
    }
    this.status.textContent = verdict.message + pointer([...places], verdict.outcome);
    if (verdict.outcome === "unreadable") for (const field of fields(this.form)) field.ariaInvalid = "true";
    if (verdict.outcome === "right") {
      this.after.append(...copies(find(this.section, ".quiz-explain")), ...copies(find(this.section, ".quiz-see")));
    } else if (verdict.outcome === "wrong" || verdict.outcome === "partly") {
      for (const name of verdict.misconceptions) {
        const named = `names-${name.toLowerCase().replaceAll("_", "-")}`;
        const common = this.section.querySelector(`.quiz-key > li:last-child > .quiz-misconception.quiz-listed.${named}`);
        if (common) this.after.append(common.cloneNode(true));
      }
      this.after.append(...copies(find(this.section, ".quiz-see")));
    }
    this.after.hidden = !this.after.hasChildNodes();
  }

  /**
   * Show beside a part what the folded answers say of it.
   * @param {HTMLElement} part
   * @param {string} about
   */
  note(part, about) {
    const source = find(this.section, `.quiz-key > [data-about="${about}"]`);
    const feedback = find(part, ".quiz-feedback");
    const field = part.querySelector("input, select, textarea") ?? this.form.elements.namedItem(`${this.key.id}--${part.dataset.part}`);
    part.dataset.verdict = source.dataset.verdict;
    feedback.append(...copies(source));
    for (const left of feedback.querySelectorAll(".quiz-letter, .quiz-listed")) left.remove();
    feedback.hidden = false;
    if (field instanceof HTMLElement) {
      field.setAttribute("aria-describedby", feedback.id);
      field.dataset.verdict = part.dataset.verdict;
    }
  }

  /** Take back what was said of an answer; the answer itself stays. */
  clear() {
    this.status.textContent = "";
    delete this.section.dataset.outcome;
    this.after.replaceChildren();
    this.after.hidden = true;
    for (const part of this.form.querySelectorAll(".quiz-part")) {
      const feedback = find(part, ".quiz-feedback");
      feedback.replaceChildren();
      feedback.hidden = true;
      delete /** @type {HTMLElement} */ (part).dataset.verdict;
    }
    for (const field of fields(this.form)) {
      field.removeAttribute("aria-describedby");
      field.ariaInvalid = null;
      delete field.dataset.verdict;
    }
  }

  /** Empty the question, and forget the answer; the browser empties the controls itself. */
  reset() {
    this.control.reset?.(this.form);
    this.clear();
    if (this.emptying) return;
    forget(this.key.id);
    this.say("Answer cleared.");
    changed(this.section);
  }

  /**
   * Say something where it is heard as well.
   * @param {string} text
   */
  say(text) {
    this.status.ariaLive = "polite";
    this.status.textContent = text;
  }
}

/**
 * The questions below an element that the page can judge; the others have only their folded answers.
 * @param {ParentNode} root
 */
export function questionsIn(root) {
  const sections = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("section.quiz"));
  return [...sections].filter((section) => (section.dataset.kind ?? "") in JUDGES).map((section) => new Question(section));
}

/**
 * The element that the question is known to have.
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
 * @param {ParentNode} root
 * @returns {Key}
 */
function readKey(root) {
  return JSON.parse(root.querySelector(".quiz-data")?.textContent ?? "null");
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
  if (outcome !== "wrong" && outcome !== "partly") return "";
  if (places.length === 0) return " Try again.";
  const listed = new Intl.ListFormat("en").format(places);
  const note = places.length > 1 || (places[0] ?? "").startsWith("the ") ? "notes" : "note";
  return ` See the ${note} under ${listed} and try again.`;
}

/** @param {HTMLElement} section */
function changed(section) {
  section.dispatchEvent(new Event("quiz:changed", { bubbles: true }));
}
