// @ts-check
// One question of a page: check, show what is to be said of the answer, remember, reset, show another variant.
// All text but the verdict's stands in the page already and is copied from there, node by node.

import { afterAttempt, afterHint, afterLook, hasLooked, hintsNow, isDue, isFirst } from "./attempt.js";
import { controlOf, fields } from "./controls.js";
import { JUDGES, judge } from "./judge.js";
import { load, loadSettings, save } from "./store.js";

/** @import { Key } from "./judge.js" */
/** @import { Entry } from "./store.js" */
/** @import { Verdict } from "./verdict.js" */

// Whether the browser was asked not to throw away what it keeps.
let asked = false;

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
    // The others are loaded when they are asked for.
    this.variants = [first];
    this.hashes = [this.key.hash, ...(section.dataset.variants ?? "").split(" ").filter(Boolean)];
    this.shown = 0;
    this.opened = 0;
    this.emptying = false;
    // Whether the right answer stood here before.
    this.told = false;
    // Whether the reader has begun to answer.
    this.touched = false;
    /** @type {number | undefined} */
    this.last = undefined; // of what is shown
    this.status = find(section, ".quiz-status");
    this.after = find(section, ".quiz-after");
    this.control = controlOf(this.form);
    /** @type {import("./sure.js").Sure | undefined} */
    this.sure = undefined;
    document.addEventListener("quiz:settings", () => this.askSure());
    this.askSure();
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
    const answers = this.section.querySelector(".quiz-answers > summary");
    // Which of the many it is, for whoever hears the page.
    if (answers) answers.ariaLabel = `${answers.textContent}: ${this.section.querySelector(".quiz-number")?.textContent}`;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check();
    });
    this.form.addEventListener("reset", () => this.reset());
    this.form.addEventListener("input", () => {
      this.touched = true;
      this.clear();
    });
    this.section.querySelector(".quiz-answers")?.addEventListener("toggle", ({ target }) => {
      if (/** @type {HTMLDetailsElement} */ (target).open) this.look();
    });
    this.section.querySelector(".quiz-another")?.addEventListener("click", () => this.another());
    this.control.setup?.(this.form, (text) => this.say(text));
    this.startHints(resume ? hintsNow(this.entry, Date.now()) : 0);
    if (resume) this.restore();
  }

  /** Ask how sure the reader is, where they want to be asked. */
  async askSure() {
    if (this.sure || !loadSettings().confidence) return;
    const { Sure } = await import("./sure.js");
    this.sure ??= new Sure(this.form);
  }

  /** Judge what the controls hold, say so, and remember it. */
  check() {
    const answer = this.control.read(this.form);
    const verdict = judge(this.key, answer);
    const counts = verdict.outcome !== "unanswered" && verdict.outcome !== "unreadable";
    const now = Date.now();
    const before = load(this.key.id);
    if (counts && this.sure?.missing && isFirst(before, now)) return this.say(this.sure.ask());
    this.say("");
    this.show(verdict);
    // Notes above it may have moved it out of the view; the style says whether that is seen to move.
    this.status.scrollIntoView({ block: "nearest" });
    if (!counts) return;
    const { outcome, score, misconceptions } = verdict;
    const { hash, seed } = this.key;
    const given = { hash, seed, answer, outcome, score, misconceptions, hints: this.opened, sure: this.sure?.level, shown: this.told };
    const entry = afterAttempt(before, given, now);
    if (outcome === "right" && hasLooked(entry, now)) this.status.textContent += " You had opened the answer, so it is not counted.";
    this.told ||= outcome === "right";
    this.touched = false;
    this.keep(entry);
  }

  /**
   * Remember an entry; where the browser refuses, that is said.
   * @param {Entry} entry
   */
  keep(entry) {
    const kept = save(this.key.id, entry);
    this.last = entry.last;
    changed(this.section);
    if (entry.due === null) this.schedule();
    if (!kept || !asked) import("./kept.js").then(({ askToKeep, tellUnkept }) => (kept ? askToKeep() : tellUnkept(this.section)));
    asked = true;
  }

  /** The answer was opened: before an attempt that is not recalling it. */
  look() {
    const now = Date.now();
    const before = load(this.key.id);
    const entry = afterLook(before, this.key, now);
    if (!entry) return;
    if (isFirst(before, now)) {
      this.say(`Not counted: you opened the answer first.${entry.log?.at(-1)?.[0] === now ? " The question comes back tomorrow." : ""}`);
    }
    this.keep(entry);
  }

  /** Ask the scheduler when to come back; the first time is known without it. */
  async schedule() {
    // Without a network the review page does it.
    const schedule = await import("./schedule.js").catch(() => null);
    const entry = load(this.key.id);
    if (schedule && entry?.log) save(this.key.id, { ...entry, due: schedule.dueAfter(entry.log) });
    changed(this.section);
  }

  /** Show the last answer and its verdict as the reader left them, without speaking up; one that is due again comes empty. */
  async restore() {
    if (this.entry?.due === null) await this.schedule();
    const entry = load(this.key.id);
    this.last = entry?.last;
    if (!entry?.attempts || entry.cleared) return;
    this.status.ariaLive = "off";
    const variant = this.hashes.indexOf(entry.hash);
    if (variant < 0) {
      this.status.textContent = "This question has changed since you answered it. Please answer it again.";
      return;
    }
    if (isDue(entry, Date.now()) && isFirst(entry, Date.now())) {
      this.status.textContent = "You have answered this before; it is due again.";
      return;
    }
    if (!(await this.showVariant(variant))) return;
    this.startHints(hintsNow(entry, Date.now()));
    this.control.write(this.form, entry.answer);
    this.show(judge(this.key, entry.answer));
    this.told ||= entry.outcome === "right";
  }

  /** Empty the form and no more. */
  empty() {
    this.emptying = true;
    this.form.reset();
    this.emptying = false;
  }

  /** Show the next variant, empty. */
  async another() {
    if (!(await this.showVariant((this.shown + 1) % this.hashes.length))) return;
    // The answer to the one before is remembered.
    this.empty();
    // Other numbers have another answer.
    this.told = false;
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
        save(this.key.id, afterHint(load(this.key.id), this.key, this.opened, Date.now()));
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

  /** Empty the question; what is remembered of it stays, unless the reader says so. The browser empties the controls itself. */
  reset() {
    this.control.reset?.(this.form);
    this.clear();
    if (this.emptying) return;
    this.touched = false;
    this.say("Answer cleared.");
    if (this.entry?.attempts) import("./again.js").then(({ clear }) => clear(this));
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
  // Intl.ListFormat would load its tables in the middle of the first verdict: 20 ms, 120 on a slow phone.
  const listed = places.join(", ").replace(/, (?=[^,]*$)/, places.length > 2 ? ", and " : " and ");
  const note = places.length > 1 || places[0]?.startsWith("the ") ? "notes" : "note";
  return ` See the ${note} under ${listed} and try again.`;
}

/**
 * Tell those that count; the verdict is seen first, since they look at all that is kept.
 * @param {HTMLElement} section
 */
export function changed(section) {
  requestAnimationFrame(() => setTimeout(() => section.dispatchEvent(new Event("quiz:changed", { bubbles: true }))));
}
