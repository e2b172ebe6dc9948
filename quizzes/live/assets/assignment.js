// @ts-check
// A whole assignment in the page: what was written is kept, points stand beside each task, and the notebook that is
// handed in is made here, and read again.

import { keepCode, keptCode } from "./kept.js";
import { filled, read } from "./notebook.js";
import { taskOf } from "./tasks.js";
import { inPoints } from "./told.js";
import { controlOf } from "../../page/assets/controls.js";
import { JUDGES, judge } from "../../page/assets/judge.js";
import { made } from "../../page/assets/site.js";

/** @import { Notebook, Work } from "./notebook.js" */
/** @import { TaskBox } from "./tasks.js" */

const here = new URL("./", import.meta.url);

class Assignment {
  /** @param {HTMLElement} frame */
  constructor(frame) {
    this.name = frame.dataset.assignment ?? "";
    this.most = Number(frame.dataset.points);
    /** @type {Record<string, number>} */
    this.itemPoints = JSON.parse(frame.dataset.items ?? "{}");
    this.fileNames = (frame.dataset.files ?? "").split(" ").filter(Boolean);
    /** @type {Map<string, Uint8Array>} */
    this.files = new Map();
    /** @type {Work["extra"]} */
    this.extra = parsed(keptCode(`${this.key}/extra`)) ?? {};
    /** @type {Record<string, unknown>} */
    this.raw = parsed(keptCode(`${this.key}/raw`)) ?? {};
    this.tasks = /** @type {TaskBox[]} */ ([...document.querySelectorAll(".py-task")].map((element) => taskOf(/** @type {HTMLElement} */ (element))));
    for (const task of this.tasks) {
      task.before = () => this.before(task);
      task.after = () => this.after(task);
      task.files = this.files;
      const check = task.check.bind(task);
      task.check = async () => {
        await this.fetchFiles();
        await check();
      };
    }
    this.words = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".py-words")]);
    for (const box of this.words) this.startWords(box);
    this.status = made("p", "", "py-note");
    this.status.setAttribute("role", "status");
    this.total = made("p", "", "py-total");
    const file = Object.assign(made("input", "", "quiz-file"), { type: "file", accept: ".ipynb,application/json" });
    const label = made("label", "Open a notebook ");
    label.append(file);
    file.addEventListener("change", async () => {
      const [chosen] = file.files ?? [];
      if (chosen) await this.open(await chosen.text().catch(() => ""));
      file.value = "";
    });
    const bar = made("div", "", "py-bar py-open");
    this.back = button("Put back what stood here before", () => this.putBack());
    this.back.hidden = true;
    bar.append(button("Check all tasks", () => this.checkAll()), button("Download the notebook", () => this.download()), label, this.back);
    frame.append(bar, this.total, this.status);
    document.addEventListener("quiz:changed", () => this.count());
    this.count();
  }

  get key() {
    return `assignment/${this.name}`;
  }

  /**
   * The cells above a task: given code, the other tasks, and cells of the reader's own.
   * @param {TaskBox} task
   */
  before(task) {
    const sources = [];
    for (const own of this.extra[""] ?? []) if (own.cell_type === "code") sources.push({ title: "your cell at the top", code: own.source });
    const parts = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".py-given[data-runs], .py-task"));
    for (const part of parts) {
      if (part === task.element) break;
      const id = part.dataset.cell ?? part.dataset.task ?? "";
      const code = part.dataset.task ? taskOf(part).field.code : (part.querySelector("pre")?.textContent ?? "");
      sources.push({ title: id, code });
      for (const name of [id, `${id}-solution`, `${id}-tests`]) {
        for (const own of this.extra[name] ?? []) if (own.cell_type === "code") sources.push({ title: `your cell below ${id}`, code: own.source });
      }
    }
    return sources;
  }

  /**
   * The visible tests below a task.
   * @param {TaskBox} task
   */
  after(task) {
    const code = document.querySelector(`.py-given[data-cell="${task.id}-tests"] pre`)?.textContent ?? "";
    return code ? [{ title: `tests of ${task.id}`, code }] : [];
  }

  async fetchFiles() {
    for (const name of this.fileNames) {
      if (this.files.has(name)) continue;
      const response = await fetch(new URL(`files/${this.name}/${name}`, here)).catch(() => null);
      if (response?.ok) this.files.set(name, new Uint8Array(await response.arrayBuffer()));
    }
  }

  /** @param {HTMLElement} box */
  startWords(box) {
    const field = /** @type {HTMLTextAreaElement} */ (box.querySelector("textarea"));
    const rubric = /** @type {HTMLElement | null} */ (box.querySelector(".py-rubric"));
    const name = `${this.key}/${box.dataset.cell}`;
    const note = made("p", "Write an answer: then this opens what earns points, for marking it yourself.", "py-note");
    field.value = keptCode(name) ?? "";
    rubric?.before(note);
    const draw = () => {
      if (rubric) rubric.hidden = !field.value.trim();
      note.hidden = field.value.trim() !== "";
    };
    field.addEventListener("input", () => {
      if (!keepCode(name, field.value)) this.tellUnkept();
      draw();
    });
    draw();
  }

  /** Say once that nothing is kept, and not at each letter. */
  tellUnkept() {
    if (!this.unkept) this.say("This browser does not keep what you write: download the notebook before you leave.");
    this.unkept = true;
  }

  /** Say the points so far. */
  count() {
    let points = 0;
    for (const { entry, most } of this.tasks) points += entry ? entry.score * most : 0;
    for (const [id, worth] of Object.entries(this.itemPoints)) points += worth * scoreOf(id);
    const byHand = this.words.reduce((sum, box) => sum + Number(box.dataset.points), 0);
    const more = byHand ? `; ${inPoints(byHand)} more are given by a person who reads your answer in words` : "";
    this.total.textContent = `Points so far: ${inPoints(points)} of ${inPoints(this.most - byHand)}${more}.`;
  }

  async checkAll() {
    const written = this.tasks.filter((task) => task.field.isChanged);
    for (const task of written) await task.check();
    this.say(written.length ? `All tasks that you have written are checked. ${this.total.textContent}` : "No task is written yet, so nothing was checked.");
  }

  /** @returns {Promise<Notebook>} */
  async template() {
    const response = await fetch(new URL(`../assignments/${this.name}.ipynb`, here)).catch(() => null);
    if (!response?.ok) throw new Error("The notebook could not be fetched. What you wrote is kept; try again when there is a network.");
    return response.json();
  }

  /** @returns {Work} */
  get work() {
    const code = Object.fromEntries(this.tasks.map((task) => [task.id, task.field.code]));
    const words = Object.fromEntries(this.words.map((box) => [box.dataset.cell ?? "", box.querySelector("textarea")?.value ?? ""]));
    const answers = Object.fromEntries(Object.keys(this.itemPoints).map((id) => [id, answerOf(id) ?? this.raw[id]]));
    return { code, words, answers, extra: this.extra };
  }

  async download() {
    try {
      const notebook = filled(await this.template(), this.work);
      const link = made("a");
      link.href = URL.createObjectURL(new Blob([`${JSON.stringify(notebook, null, 1)}\n`], { type: "application/x-ipynb+json" }));
      link.download = `${this.name}.ipynb`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      this.say("The notebook was handed to your browser to save. JupyterLab opens it, and it is what you hand in.");
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {string} text */
  async open(text) {
    try {
      const { work, notes } = read(text, await this.template(), this.name);
      this.earlier = this.work;
      this.put(work);
      this.back.hidden = false;
      this.say(["The notebook is open: its answers are in the page. Check tells their points.", ...notes].join(" "));
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    }
    this.count();
  }

  /** Put the work back that a notebook has taken the place of. */
  putBack() {
    if (this.earlier) this.put(this.earlier);
    this.back.hidden = true;
    this.say("What stood here before the notebook was opened is back.");
    this.count();
  }

  /**
   * Put work into the page; what it does not name stays.
   * @param {Work} work
   */
  put(work) {
    for (const task of this.tasks) {
      const code = work.code[task.id];
      if (code !== undefined && code.trim()) task.field.code = code.replace(/\n$/, "");
    }
    for (const box of this.words) {
      const field = /** @type {HTMLTextAreaElement} */ (box.querySelector("textarea"));
      const written = work.words[box.dataset.cell ?? ""];
      if (written === undefined) continue;
      field.value = written;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.extra = work.extra;
    this.raw = {};
    keepCode(`${this.key}/extra`, JSON.stringify(work.extra));
    for (const [id, answer] of Object.entries(work.answers)) {
      if (typeof answer === "object" && answer !== null && "raw" in answer) this.raw[id] = answer;
      else if (answer !== undefined) answer_(id, answer);
    }
    keepCode(`${this.key}/raw`, JSON.stringify(this.raw));
  }

  /** @param {string} text */
  say(text) {
    this.status.textContent = text;
  }
}

/** @param {string | null} text */
function parsed(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {string} text
 * @param {() => void} action
 */
function button(text, action) {
  const element = made("button", text);
  element.type = "button";
  element.addEventListener("click", action);
  return element;
}

/** @param {string} id */
function question(id) {
  const section = document.getElementById(id);
  const form = section?.querySelector("form");
  const key = JSON.parse(section?.querySelector(".quiz-data")?.textContent ?? "null");
  return form && key?.kind in JUDGES ? { form, key, control: controlOf(form) } : null;
}

/** @param {string} id */
function answerOf(id) {
  const asked = question(id);
  const answer = asked?.control.read(asked.form);
  return answer === null || answer === "" || (Array.isArray(answer) && !answer.length) ? undefined : answer;
}

/** @param {string} id */
function scoreOf(id) {
  const asked = question(id);
  const answer = answerOf(id);
  return asked && answer !== undefined ? judge(asked.key, answer).score : 0;
}

/**
 * @param {string} id
 * @param {unknown} answer
 */
function answer_(id, answer) {
  const asked = question(id);
  if (!asked) return;
  asked.control.write(asked.form, answer);
  asked.form.requestSubmit();
}

const frame = document.querySelector(".py-assignment");
if (frame instanceof HTMLElement) new Assignment(frame);
