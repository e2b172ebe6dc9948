// @ts-check
// Code that can be changed: shown as the book shows it until somebody changes it, then in a plain field, and in an
// editor as soon as that is loaded. What was changed is kept.

import { made } from "../../page/assets/site.js";
import { digest, forgetCode, keepCode, keptCode } from "./kept.js";

/** @import { Field } from "./editor.js" */

let count = 0;

export class CodeField {
  /**
   * @param {HTMLElement} shown What shows the code; the field takes its place.
   * @param {string} original
   * @param {string} name Under which it is kept; where the original changes, something else is kept.
   * @param {{label: string, run: () => void, changed?: () => void, fixed?: boolean}} options
   */
  constructor(shown, original, name, options) {
    this.shown = shown;
    this.original = original;
    this.name = options.fixed ? name : `${name}/${digest(original)}`;
    this.options = options;
    /** @type {Field | null} */
    this.field = null;
    this.refused = false;
    addEventListener("pagehide", () => this.timer && this.keep()); // what was written in the last moment is kept, too
    const kept = keptCode(this.name);
    if (kept !== null && kept !== original) this.open(kept, false);
  }

  get code() {
    return this.field ? this.field.read() : this.original;
  }

  set code(text) {
    if (this.field) this.field.write(text);
    else if (text !== this.original) this.open(text, false);
    this.keep();
  }

  get isChanged() {
    return this.code !== this.original;
  }

  /**
   * Let the code be changed.
   * @param {string} [code]
   * @param {boolean} [focus]
   */
  open(code = this.original, focus = true) {
    if (this.field) {
      if (focus) this.field.focus();
      return;
    }
    count += 1;
    const holder = made("div", "", "py-editor");
    const way = made("p", "Escape, then Tab, leaves the editor. Shift and Enter run the code.", "quiz-unseen");
    way.id = `py-way-${count}`;
    const area = made("textarea", "", "py-plain");
    area.value = code;
    area.rows = Math.min(40, code.split("\n").length + 1);
    area.spellcheck = false;
    area.setAttribute("aria-label", this.options.label);
    area.setAttribute("aria-describedby", way.id);
    area.setAttribute("autocapitalize", "off");
    area.addEventListener("input", () => this.changed());
    area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.shiftKey) return;
      event.preventDefault();
      this.options.run();
    });
    holder.append(area, way);
    this.shown.hidden = true;
    this.shown.after(holder);
    this.holder = holder;
    this.field = {
      read: () => area.value,
      write: (text) => (area.value = text),
      focus: () => area.focus(),
      remove: () => holder.remove(),
    };
    if (focus) area.focus();
    this.exchange(area, way.id);
  }

  /**
   * Put the editor in the plain field's place, with what was written meanwhile.
   * @param {HTMLTextAreaElement} area
   * @param {string} described
   */
  async exchange(area, described) {
    const { edit } = await import("./editor.js").catch(() => ({ edit: null }));
    if (!edit || !this.holder || !area.isConnected) return; // the plain field does as well
    const focused = document.activeElement === area;
    const { label, run } = this.options;
    const field = edit(this.holder, area.value, { label, described, run, changed: () => this.changed() });
    area.remove();
    this.field = {
      ...field,
      remove: () => {
        field.remove();
        this.holder?.remove();
      },
    };
    if (focused) field.focus();
  }

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), 300);
    this.options.changed?.();
  }

  keep() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.isChanged) forgetCode(this.name);
    else this.refused = !keepCode(this.name, this.code);
  }

  /** Put the book's code back. */
  reset() {
    clearTimeout(this.timer);
    forgetCode(this.name);
    this.field?.remove();
    this.holder?.remove();
    this.field = null;
    this.shown.hidden = false;
    this.options.changed?.();
  }
}
