// @ts-check
// A code task in the text: its stub in an editor, Run, Check, and the grader's own verdict, which is kept like any answer.

import { aloud, control, fetching, inWords, say, statusLine } from "./bar.js";
import { check } from "./check.js";
import { Stopped, learner } from "./engine.js";
import { CodeField } from "./field.js";
import { Output } from "./output.js";
import { addStyle } from "./style.js";
import { inPoints, outcomeOf, shownVerdict } from "./told.js";
import { made } from "../../page/assets/site.js";
import { afterAttempt, load, save } from "../../page/assets/store.js";

/** @import { Source, Verdict } from "./check.js" */

addStyle();
/** @type {WeakMap<HTMLElement, TaskBox>} */
const boxes = new WeakMap();

/**
 * The task of an element, with its controls.
 * @param {HTMLElement} element
 */
export function taskOf(element) {
  const box = boxes.get(element) ?? new TaskBox(element);
  boxes.set(element, box);
  return box;
}

export class TaskBox {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.id = element.dataset.task ?? "";
    const section = element.closest("section.quiz");
    const key = JSON.parse(section?.querySelector(".quiz-data")?.textContent ?? "null");
    this.entryId = key?.id ?? this.id;
    this.hash = key?.hash ?? element.dataset.hash ?? "";
    this.most = Number(element.dataset.points);
    const shown = /** @type {HTMLElement} */ (element.querySelector(".py-stub"));
    const stub = shown.textContent?.replace(/\n$/, "") ?? "";
    /** @type {() => Source[]} What is run before the task's own code. */
    this.before = () => [{ title: "import", code: "import numpy as np" }];
    /** @type {() => Source[]} What Run runs behind it. */
    this.after = () => [];
    /** @type {Map<string, Uint8Array>} */
    this.files = new Map();
    this.output = new Output(this.id);
    this.field = new CodeField(shown, stub, `task/${this.id}`, {
      label: `Your code for ${this.id}`, run: () => this.check(), changed: () => this.changed(), fixed: true,
    }); // prettier-ignore
    this.status = statusLine();
    this.place = made("div");
    this.solved = this.entry?.outcome === "right"; // the code that stands in the editor
    this.bar = /** @type {HTMLElement} */ (element.querySelector(".py-bar") ?? element.appendChild(made("div", "", "py-bar")));
    this.buttons = {
      check: this.button("Check", () => this.check()),
      run: this.button("Run", () => this.run()),
      stop: this.button("Stop", () => this.stop()),
      change: this.button("Write", () => this.change()),
      reset: this.button("Reset code", () => this.reset()),
      explain: this.button("Explain your code", () => this.explain()),
    };
    const focused = this.bar.contains(document.activeElement);
    this.bar.replaceChildren(...Object.values(this.buttons), this.status);
    this.bar.classList.add("py-open");
    this.asked = made("div");
    this.bar.after(this.output.box, this.place, this.asked);
    this.draw();
    if (focused) this.buttons.check.focus(); // what was pressed is gone
    const { entry } = this;
    if (entry) this.say(`Last time: ${inPoints(entry.score * this.most)} of ${inPoints(this.most)} points.`, false);
  }

  get entry() {
    const entry = load(this.entryId);
    return entry?.hash === this.hash ? entry : null;
  }

  /**
   * @param {string} text
   * @param {() => void} action
   */
  button(text, action) {
    return control(text, `${text}: ${this.id}`, action);
  }

  draw() {
    if (!this.buttons) return;
    const { check, run, stop, change, reset, explain } = this.buttons;
    check.hidden = run.hidden = this.busy === true;
    stop.hidden = this.busy !== true;
    change.hidden = this.field?.field != null;
    reset.hidden = this.field?.field == null;
    explain.hidden = this.busy === true || !this.solved;
  }

  changed() {
    this.solved = false;
    this.place?.replaceChildren();
    this.asked?.replaceChildren();
    this.draw();
  }

  change() {
    this.field.open();
    this.draw();
  }

  /** The cells to be run, the task's own last. */
  sources() {
    return [...this.before(), { title: this.id, code: this.field.code }];
  }

  check() {
    return this.work(async () => {
      const verdict = await check(this.id, this.sources(), {
        tell: (kind, text) => this.output.add(kind, text),
        progress: (share) => this.fetching(share),
        files: this.files,
      });
      await this.judged(verdict);
    });
  }

  run() {
    return this.work(() =>
      learner.turn(async () => {
        await learner.ready((share) => this.fetching(share));
        this.say("Running.", false);
        const name = `run ${this.id}`;
        await learner.ask((api) => api.clear(name));
        for (const [file, content] of this.files) await learner.ask((api) => api.write(file, content));
        learner.told = () => {};
        const [own, ...before] = this.sources().reverse();
        for (const { title, code } of before.reverse()) await learner.ask((api) => api.run(code, title, name));
        learner.told = (kind, text) => this.output.add(kind, text);
        let went = true;
        for (const { title, code } of own ? [own, ...this.after()] : []) {
          went &&= await learner.ask((api) => api.run(code, title, name));
        }
        this.say(went ? `Done.${this.output.summary}` : "Ended with an error.");
      }),
    );
  }

  /** @param {() => Promise<void>} action */
  async work(action) {
    if (this.busy) return;
    this.field.keep();
    this.busy = true;
    this.output.clear();
    this.place.replaceChildren();
    const focused = this.bar.contains(document.activeElement);
    this.say("Working.", false);
    this.draw();
    if (focused) this.buttons.stop.focus();
    try {
      await action();
    } catch (error) {
      if (error instanceof Stopped) this.say("Stopped.");
      else {
        this.say("");
        this.output.add("error", inWords(error));
        aloud(inWords(error));
      }
    } finally {
      const back = document.activeElement === this.buttons.stop;
      this.busy = false;
      this.draw();
      if (back) {
        this.buttons.check.focus();
        this.place.firstElementChild?.scrollIntoView({ block: "nearest" });
      }
    }
  }

  /** @param {number} share */
  fetching(share) {
    this.say(fetching(share), false);
  }

  /** @param {Verdict} verdict */
  async judged(verdict) {
    this.solved = outcomeOf(verdict) === "right";
    const box = await shownVerdict(verdict);
    this.place.replaceChildren(box);
    this.say(`${inPoints(verdict.points)} of ${inPoints(verdict.most)} points. ${verdict.message}`);
    this.status.classList.add("quiz-unseen"); // the box shows it
    const given = {
      hash: this.hash, answer: verdict.points, outcome: outcomeOf(verdict), score: verdict.points / verdict.most,
      misconceptions: verdict.misconception ? [verdict.misconception] : [],
    }; // prettier-ignore
    const entry = afterAttempt(load(this.entryId), given, Date.now());
    save(this.entryId, entry);
    this.element.dispatchEvent(new CustomEvent("quiz:changed", { bubbles: true }));
    if (entry.due !== null) return;
    const { dueAfter } = await import("../../page/assets/schedule.js");
    if (entry.log) save(this.entryId, { ...entry, due: dueAfter(entry.log) });
  }

  async explain() {
    const { Explain } = await import("./explain.js");
    const explain = new Explain(this);
    this.asked.replaceChildren(explain.box);
    await explain.ask();
  }

  stop() {
    learner.stop();
  }

  reset() {
    if (!confirm("Put the stub back? What you have written is forgotten.")) return;
    this.field.reset();
    this.output.clear();
    this.place.replaceChildren();
    this.say("The stub is back.");
    this.buttons.change.focus();
  }

  /**
   * @param {string} text
   * @param {boolean} [aloud]
   */
  say(text, aloud = true) {
    this.status.classList.remove("quiz-unseen");
    say(this.status, this.field.refused && text ? `${text} This browser does not keep what you write.` : text, aloud);
  }
}
