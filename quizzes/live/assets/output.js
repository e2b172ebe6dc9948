// @ts-check
// What a cell gave, as text and images; nothing that a program says becomes part of the page's own HTML.

import { made } from "../../page/assets/site.js";

const LINES = 2000; // shown of what is printed

export class Output {
  /** @param {string} name Of what it is the output, for those who hear the page. */
  constructor(name) {
    this.box = made("div", "", "py-output");
    this.box.setAttribute("role", "region");
    this.box.setAttribute("aria-label", `Output of ${name}`);
    this.name = name;
    this.box.hidden = true;
    /** @type {HTMLElement | null} */
    this.text = null;
    this.lines = [""];
    this.again = false; // a carriage return was the last character
    this.figures = 0;
    this.failed = false;
  }

  clear() {
    this.box.replaceChildren();
    this.box.hidden = true;
    this.text = null;
    this.lines = [""];
    this.again = false;
    this.figures = 0;
    this.failed = false;
  }

  /**
   * @param {string} kind
   * @param {unknown} content
   */
  add(kind, content) {
    const text = String(content);
    if (kind === "out") this.print(text);
    else if (kind === "value") this.block(text, "py-value");
    else if (kind === "error") {
      this.failed = true;
      this.block(text, "py-error");
    } else if (kind === "figure") this.draw(text);
  }

  /**
   * Text as a terminal shows it: a carriage return begins the line anew, as progress bars do.
   * @param {string} text
   */
  print(text) {
    for (const part of text.split(/(\r\n|\n|\r)/)) {
      const last = this.lines.length - 1;
      if (part === "\n" || part === "\r\n") this.lines.push("");
      else if (part === "\r") this.again = true;
      else if (part) {
        this.lines[last] = this.again ? part + (this.lines[last] ?? "").slice(part.length) : this.lines[last] + part;
        this.again = false;
      }
      if (part === "\n") this.again = false;
    }
    if (!this.text) this.text = this.block("", "py-printed");
    const shown = this.lines.slice(-LINES);
    const left = this.lines.length - shown.length;
    this.text.textContent = (left ? `(${left} lines above are not shown)\n` : "") + shown.join("\n").replace(/\n$/, "");
  }

  /**
   * @param {string} text
   * @param {string} className
   */
  block(text, className) {
    const element = made("pre", text, className);
    element.tabIndex = 0; // it may scroll
    this.box.append(element);
    this.box.hidden = false;
    return element;
  }

  /** @param {string} data A PNG, in base64. */
  draw(data) {
    let bytes;
    try {
      bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    } catch {
      return;
    }
    this.figures += 1;
    const image = made("img", "", "py-figure");
    image.alt = `Figure ${this.figures} that ${this.name} has drawn`;
    image.src = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
    image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
    this.box.append(image);
    this.box.hidden = false;
  }

  /** What there is, in words. */
  get summary() {
    const printed = this.lines.filter(Boolean).length;
    const parts = [];
    if (printed) parts.push(`${printed} ${printed === 1 ? "line" : "lines"} printed`);
    if (this.figures) parts.push(`${this.figures} ${this.figures === 1 ? "figure" : "figures"}`);
    return parts.length ? ` ${parts.join(", ")}.` : "";
  }
}
