// @ts-check
// The cells of a chapter: each can be run, changed, stopped and put back; what it needs from above is run before it.

import { aloud, control, fetching, inWords, say, statusLine } from "./bar.js";
import { LATER_BYTES, inMegabytes } from "./built.js";
import { Stopped, learner } from "./engine.js";
import { CodeField } from "./field.js";
import { Output } from "./output.js";
import { addStyle } from "./style.js";
import { made } from "../../page/assets/site.js";

const page = document.querySelector("script[data-quiz-page]")?.getAttribute("data-quiz-page") ?? location.pathname;
const script = /** @type {HTMLElement | null} */ (document.querySelector("script[data-py-files]"));
const files = (script?.dataset.pyFiles ?? "").split(" ").filter(Boolean);

addStyle();
/** @type {Cell[] | null} */
let all = null;

/** The cells of this page, each with its controls. */
export function cells() {
  all ??= [...document.querySelectorAll("div.cell")].map((element, number) => new Cell(/** @type {HTMLElement} */ (element), number));
  return all;
}

/** Runs cells one after the other, in one Python. */
class Runner {
  constructor() {
    this.engine = learner;
    /** @type {Map<number, string>} What has been run, in this Python. */
    this.ran = new Map();
    this.number = 0;
  }

  /**
   * Run a cell when those before it are done.
   * @param {Cell} cell
   */
  run(cell) {
    return this.engine.turn(() => this.now(cell));
  }

  /** @param {Cell} cell */
  async now(cell) {
    if (!this.engine.starting) cell.say(fetching(0), false);
    cell.busy(true);
    await this.engine.ready((share) => cell.say(fetching(share), false));
    if (this.engine.number !== this.number) {
      this.number = this.engine.number;
      this.ran.clear();
      for (const name of files) await this.give(name);
    }
    const list = cells();
    const needed = await this.engine.ask((api) => api.order(list.map((each) => (each.missing ? "" : each.field.code)), cell.number));
    const stale = needed.findIndex((number) => this.ran.get(number) !== list[number]?.field.code);
    const first = stale < 0 ? [] : needed.slice(stale);
    for (const number of first) {
      const above = /** @type {Cell} */ (list[number]);
      cell.say(`Running what it needs from above: cell ${number + 1} (${first.indexOf(number) + 1} of ${first.length}).`, false);
      if (!(await this.one(above, new Output("")))) {
        cell.say("");
        cell.begin();
        const why = `Cell ${number + 1} above, which this cell needs, did not go through. Run it to see why.`;
        cell.output.add("error", why);
        aloud(why);
        return false;
      }
    }
    cell.begin();
    cell.say("Running.", false);
    const begun = performance.now();
    const went = await this.one(cell, cell.output, (text) => cell.say(text, false));
    const seconds = (performance.now() - begun) / 1000;
    const above = first.length ? ` Run before it: cell ${first.map((number) => number + 1).join(", ")}.` : "";
    const time = seconds >= 1 ? ` in ${seconds.toFixed(seconds < 10 ? 1 : 0)} s` : "";
    cell.say(went ? `Done${time}.${cell.output.summary}${above}` : `Ended with an error.${above}`);
    return went;
  }

  /**
   * @param {Cell} cell
   * @param {Output} output
   * @param {(text: string) => void} [say]
   */
  async one(cell, output, say = () => {}) {
    const { code } = cell.field;
    this.ran.delete(cell.number);
    this.engine.told = (kind, text) => {
      if (kind === "loading") say(`Fetching ${text.replaceAll(" ", ", ")}, once: about ${inMegabytes(bytesOf(text))}.`);
      else if (kind === "ready") say("Running.");
      else if (kind !== "loaded") output.add(kind, text);
    };
    const went = await this.engine.ask((api) => api.run(code, `cell ${cell.number + 1}`, "chapter"));
    if (went) this.ran.set(cell.number, code);
    return went;
  }

  /** @param {string} name Of a file that the chapter's cells read. */
  async give(name) {
    const response = await fetch(new URL(`files/${name}`, new URL("./", import.meta.url)));
    if (!response.ok) return; // the cell that reads it will say so
    const content = new Uint8Array(await response.arrayBuffer());
    await this.engine.ask((api) => api.write(name, content));
  }

  stop() {
    this.ran.clear();
    this.engine.stop();
  }
}

/** @param {string} packages With blanks between them. */
function bytesOf(packages) {
  return packages.split(" ").reduce((sum, name) => sum + (LATER_BYTES[name] ?? 0), 0);
}

const runner = new Runner();

export class Cell {
  /**
   * @param {HTMLElement} element
   * @param {number} number
   */
  constructor(element, number) {
    this.number = number;
    this.element = element;
    const input = /** @type {HTMLElement} */ (element.querySelector(".cell_input") ?? element);
    const shown = /** @type {HTMLElement} */ (input.querySelector(".highlight")?.parentElement ?? input);
    const source = input.querySelector("pre")?.textContent?.replace(/\n$/, "") ?? "";
    this.missing = [...element.classList].some((name) => name.startsWith("py-needs-"));
    this.field = new CodeField(shown, source, page, { label: `Code of cell ${number + 1}`, run: () => this.run(), changed: () => this.draw() });
    this.output = new Output(`cell ${number + 1}`);
    this.printed = /** @type {HTMLElement | null} */ (element.querySelector(".cell_output"));
    this.bar = /** @type {HTMLElement} */ (input.querySelector(".py-bar") ?? input.appendChild(made("div", "", "py-bar")));
    if (this.missing) return;
    this.status = statusLine();
    this.buttons = {
      run: this.button("Run", () => this.run()),
      stop: this.button("Stop", () => this.stop()),
      change: this.button("Change", () => this.change()),
      reset: this.button("Reset code", () => this.reset()),
      book: this.button("Book's output", () => this.back()),
    };
    const focused = this.bar.contains(document.activeElement);
    this.bar.replaceChildren(...Object.values(this.buttons), this.status);
    this.bar.classList.add("py-open");
    input.after(this.output.box);
    this.draw();
    if (focused) this.buttons.run.focus(); // what was pressed is gone
  }

  /**
   * @param {string} text
   * @param {() => void} action
   */
  button(text, action) {
    return control(text, `${text}, cell ${this.number + 1}`, action);
  }

  /** Show the controls that make sense now. */
  draw() {
    if (!this.buttons) return;
    const { run, stop, change, reset, book } = this.buttons;
    run.hidden = this.isBusy === true;
    stop.hidden = this.isBusy !== true;
    change.hidden = this.field?.field != null;
    reset.hidden = this.field?.field == null;
    book.hidden = !this.printed || !this.printed.hidden;
  }

  async run() {
    if (this.isBusy || this.missing) return;
    this.field.keep();
    if (this.output.failed) this.output.clear(); // what was wrong last time is not what is wrong now
    this.busy(true);
    this.say("Waiting for the cell that runs.", false);
    try {
      await runner.run(this);
    } catch (error) {
      this.begin();
      if (error instanceof Stopped) this.say("Stopped. What ran before is run again when it is needed.");
      else {
        this.say("");
        this.output.add("error", inWords(error));
        aloud(inWords(error));
      }
    } finally {
      const back = document.activeElement === this.buttons?.stop;
      this.busy(false);
      if (back) this.buttons?.run.focus();
    }
  }

  stop() {
    runner.stop();
  }

  change() {
    this.field.open();
    this.draw();
  }

  reset() {
    this.field.reset();
    this.back();
    this.say("The book's code is back.");
    this.buttons?.change.focus();
  }

  /** Show the book's output again. */
  back() {
    this.output.clear();
    if (this.printed) this.printed.hidden = false;
    this.say("");
    this.draw();
  }

  /** Make room for the output of a run. */
  begin() {
    this.output.clear();
    if (this.printed) this.printed.hidden = true;
    this.draw();
  }

  /** @param {boolean} busy */
  busy(busy) {
    const focused = document.activeElement === this.buttons?.run;
    this.isBusy = busy;
    this.element.toggleAttribute("data-busy", busy);
    this.draw();
    if (focused && busy) this.buttons?.stop.focus();
  }

  /**
   * @param {string} text
   * @param {boolean} [aloud]
   */
  say(text, aloud = true) {
    if (!this.status) return;
    say(this.status, this.field.refused && text ? `${text} This browser does not keep your changes.` : text, aloud);
  }
}
