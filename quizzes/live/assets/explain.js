// @ts-check
// Explain your code: three questions on what a reader has written, made by running it, answered and judged in the page.

import { control, fetching, inWords, say, statusLine } from "./bar.js";
import { taskText } from "./check.js";
import { Stopped, judge, learner } from "./engine.js";
import { made } from "../../page/assets/site.js";
import { afterAttempt, load, save } from "../../page/assets/store.js";

/** @import { TaskBox } from "./tasks.js" */
/**
 * @typedef {{kind: "number" | "shape" | "values" | "choice", label: string, hint: string, right: unknown, options: string[]}} Field
 * @typedef {{kind: string, prompt: string, key: string, code: string, setup: string, beside: string, fields: Field[]}} Question
 * @typedef {{right: boolean, message: string, readable: boolean}} Judged
 */

const LIMIT_MS = 60_000; // for all that is tried with the code
const TITLES = /** @type {Record<string, string>} */ ({
  trace: "Follow it by hand", "one line changed": "One line was changed", "what if": "What if", shapes: "Shapes", count: "How often",
}); // prettier-ignore
const HELP = "tanh(0) = 0; tanh of 8 and more is 1 to three decimals. A sigmoid of 0 is 0.5, of 20 and more 1, of -20 and less 0.";
let number = 0; // of the boxes on this page: their names must differ

export class Explain {
  /**
   * The place for the questions on a task's code.
   * @param {TaskBox} task
   */
  constructor(task) {
    this.task = task;
    this.box = made("div", "", "py-explain");
    this.box.setAttribute("role", "group");
    this.box.setAttribute("aria-label", `Explain your code: ${task.id}`);
    this.status = statusLine();
    this.list = made("div");
    this.box.append(this.list, this.status);
    this.busy = false;
  }

  /** Make questions; others each time. */
  async ask() {
    if (this.busy) return;
    this.busy = true;
    this.list.replaceChildren();
    say(this.status, "Running your code with small numbers.", true);
    try {
      const { questions, notes } = await this.questions();
      for (const [place, question] of questions.entries()) this.list.append(this.shown(question, place + 1));
      if (questions.length) {
        const again = control("Ask others", `Ask other questions: ${this.task.id}`, () => this.ask());
        this.list.append(made("p", HELP, "py-note"), again);
        say(this.status, `${questions.length} questions on your code; each answer was computed by running it.`, true);
        this.list.querySelector("input")?.focus();
      } else say(this.status, `There is nothing to ask about this code that can be answered by hand. ${notes.join(". ")}`, true);
    } catch (error) {
      const late = error instanceof Stopped && error.message === "time";
      const stopped = late ? "Your code took too long with small numbers, so nothing is asked." : "Stopped.";
      say(this.status, error instanceof Stopped ? stopped : inWords(error), true);
    } finally {
      this.busy = false;
    }
  }

  /** @returns {Promise<{questions: Question[], notes: string[]}>} */
  async questions() {
    const task = await taskText(this.task.id);
    const cells = this.task.sources().map(({ code }) => code);
    const seed = crypto.getRandomValues(new Uint32Array(2)).join("-");
    return learner.turn(async () => {
      await learner.ready((share) => say(this.status, fetching(share), false));
      for (const [file, content] of this.task.files) await learner.ask((api) => api.write(file, content));
      return learner.ask((api) => api.explain(task, cells, seed), LIMIT_MS);
    });
  }

  /**
   * @param {Question} question
   * @param {number} place On the list.
   */
  shown(question, place) {
    const form = made("form", "", "py-asked");
    const title = made("p", "", "py-asked-title");
    title.append(made("strong", `${place}. ${TITLES[question.kind] ?? question.kind}`));
    title.id = `py-asked-${(number += 1)}`;
    form.setAttribute("aria-labelledby", title.id);
    form.append(title, marked("p", question.prompt));
    if (question.setup) form.append(block(question.setup, "The numbers"));
    if (question.code) {
      const label = question.kind === "one line changed" ? "Code with one line changed" : "Your code";
      form.append(block(question.code, label));
    }
    if (question.beside) form.append(made("p", "It calls these, as you wrote them:"), block(question.beside, "Functions that it calls"));
    const fields = question.fields.map((field) => boxOf(field));
    for (const field of fields) form.append(field.element);
    const button = made("button", "Check answer");
    button.setAttribute("aria-label", `Check answer ${place}: ${this.task.id}`);
    const status = statusLine();
    const bar = made("div", "", "py-bar py-open");
    bar.append(button, status);
    const answer = made("details", "", "py-key");
    answer.append(made("summary", "The answer"), marked("p", question.key));
    let looked = false;
    answer.addEventListener("toggle", () => {
      looked ||= answer.open;
    });
    form.append(bar, answer);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const texts = fields.map(({ read }) => read());
      try {
        await judge.ready();
        const told = await judge.ask((api) => api.judged(question.fields, texts));
        this.judged(fields, told, status, { place, looked, first: !form.dataset.answered });
        if (told.every(({ readable }) => readable)) form.dataset.answered = "";
      } catch (error) {
        say(status, error instanceof Stopped ? "Stopped." : inWords(error), true);
      }
    });
    return form;
  }

  /**
   * @param {ReturnType<typeof boxOf>[]} fields
   * @param {Judged[]} told
   * @param {HTMLElement} status
   * @param {{place: number, looked: boolean, first: boolean}} how `first`: the question was not answered before.
   */
  judged(fields, told, status, { place, looked, first }) {
    for (const [k, field] of fields.entries()) {
      const one = told[k];
      if (one) field.mark(one);
    }
    const unreadable = told.findIndex(({ readable }) => !readable);
    if (unreadable >= 0) {
      say(status, fields.length > 1 ? `Box ${unreadable + 1}: ${told[unreadable]?.message}` : (told[unreadable]?.message ?? ""), true);
      fields[unreadable]?.focus();
      return;
    }
    const right = told.filter((one) => one.right).length;
    const outcome = right === told.length ? "right" : right ? "partly" : "wrong";
    const said = { right: "Right.", partly: `${right} of ${told.length} right.`, wrong: "Not right." }[outcome];
    const more = told.length === 1 ? (told[0]?.message ?? said) : said;
    say(status, looked && first ? `${more} You opened the answer before, so it does not count.` : more, true);
    this.keep(place, outcome, right / told.length, looked || !first);
  }

  /**
   * Keep how a question was answered, as of any other. It never comes back by itself: the next time it is another one.
   * @param {number} place
   * @param {string} outcome
   * @param {number} score
   * @param {boolean} shown The answer, or an answer, stood there already.
   */
  keep(place, outcome, score, shown) {
    const id = `${this.task.id}-explained-${place}`;
    const before = load(id);
    const entry = afterAttempt(before, { hash: this.task.hash, answer: null, outcome, score, shown }, Date.now());
    delete entry.due;
    if (!save(id, entry)) say(this.status, "This browser does not keep your answers.", true);
    this.box.dispatchEvent(new CustomEvent("quiz:changed", { bubbles: true }));
  }
}

/** @param {Field} field */
function boxOf(field) {
  const id = `py-box-${(number += 1)}`;
  const message = made("span", "", "py-box-told");
  message.id = `${id}-told`;
  if (field.kind === "choice") {
    const element = made("fieldset", "", "py-box");
    element.append(marked("legend", field.label));
    for (const [place, option] of field.options.entries()) {
      const label = made("label", "", "py-option");
      const radio = Object.assign(made("input"), { type: "radio", name: id, value: String(place) });
      label.append(radio, marked("span", option));
      element.append(label);
    }
    element.append(message);
    const radios = /** @type {NodeListOf<HTMLInputElement>} */ (element.querySelectorAll("input"));
    const chosen = () => [...radios].find(({ checked }) => checked);
    return {
      element, focus: () => radios[0]?.focus(), read: () => field.options[Number(chosen()?.value ?? -1)] ?? "",
      mark: (/** @type {Judged} */ told) => mark(element, message, told),
    }; // prettier-ignore
  }
  const element = made("div", "", "py-box");
  const label = marked("label", field.label);
  label.setAttribute("for", id);
  const hint = made("span", field.hint, "py-hint");
  hint.id = `${id}-hint`;
  const input = Object.assign(made("input"), { id, type: "text", autocomplete: "off", spellcheck: false });
  input.setAttribute("aria-describedby", `${hint.id} ${message.id}`);
  element.append(label, input, hint, message);
  return {
    element, focus: () => input.focus(), read: () => input.value,
    mark: (/** @type {Judged} */ told) => {
      input.setAttribute("aria-invalid", String(!told.readable));
      mark(element, message, told);
    },
  }; // prettier-ignore
}

/**
 * @param {HTMLElement} element
 * @param {HTMLElement} message
 * @param {Judged} told
 */
function mark(element, message, told) {
  if (told.readable) element.dataset.verdict = told.right ? "right" : "wrong";
  else delete element.dataset.verdict;
  message.textContent = told.readable ? `${told.right ? "\u2713" : "\u2717"} ${told.message}` : told.message;
}

/**
 * Text in which only `code` is anything else than text.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} text
 */
function marked(tag, text) {
  const element = made(tag);
  for (const [place, part] of text.split(/`([^`]*)`/).entries()) element.append(place % 2 ? made("code", part) : part);
  return element;
}

/**
 * @param {string} text
 * @param {string} label
 */
function block(text, label) {
  const element = made("pre", "", "py-lines");
  element.tabIndex = 0;
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", label);
  element.append(made("code", text));
  return element;
}
