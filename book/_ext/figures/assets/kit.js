// @ts-check
// What the figures share: native controls with their labels, numbers as text, and the keys of what changes.

/** @typedef {Record<string, string>} Values what a link sets: names and values, checked when the page was built */
/** @typedef {{set(values: Values): string}} Live a started figure; `set` returns a sentence that says what has changed */

/**
 * Make an element; attributes are set as written, `true` gives one without value, `false` and undefined none.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | undefined>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

let made_ids = 0;

/** An id that no other element of the page has. */
export const freshId = () => `live-control-${(made_ids += 1)}`;

/**
 * A button.
 * @param {string} text
 * @param {() => void} press
 */
export function button(text, press) {
  const element = made("button", { type: "button", class: "live-button" }, text);
  element.addEventListener("click", press);
  return element;
}

/**
 * Say that a button does nothing now. It keeps the focus, which a button that is switched off would lose.
 * @param {HTMLButtonElement | undefined} element
 * @param {boolean} idle
 */
export function rest(element, idle) {
  element?.setAttribute("aria-disabled", String(idle));
}

/**
 * A slider with its label and its value in figures.
 * @param {{label: string, min: number, max: number, step: number, value: number, change: (value: number) => void,
 *   write?: (value: number) => string, concept?: string}} options
 */
export function slider({ label, min, max, step, value, change, write = (each) => number(each), concept }) {
  const id = freshId();
  const input = made("input", { type: "range", id, min, max, step, value });
  const output = made("output", { for: id, class: "live-value", "aria-live": "off" });
  const name = made("label", { for: id }, label);
  const element = made("div", { class: "live-control live-slider", "data-concept": concept }, name, input, output);
  /** @param {number} now */
  const show = (now) => {
    input.value = String(now);
    output.textContent = write(now);
    input.setAttribute("aria-valuetext", write(now));
  };
  input.addEventListener("input", () => {
    show(input.valueAsNumber);
    change(input.valueAsNumber);
  });
  show(value);
  return { element, input, label: name, show };
}

/**
 * A select with its label.
 * @param {{label: string, options: [value: string, text: string][], value: string, change: (value: string) => void,
 *   concept?: string}} options
 */
export function select({ label, options, value, change, concept }) {
  const id = freshId();
  const input = made("select", { id }, ...options.map(([each, text]) => made("option", { value: each }, text)));
  const name = made("label", { for: id }, label);
  const element = made("div", { class: "live-control live-select", "data-concept": concept }, name, input);
  input.value = value;
  input.addEventListener("change", () => change(input.value));
  return { element, input, label: name, show: (/** @type {string} */ now) => void (input.value = now) };
}

/**
 * A checkbox with its label.
 * @param {{label: string, value: boolean, change: (value: boolean) => void}} options
 */
export function checkbox({ label, value, change }) {
  const id = freshId();
  const input = made("input", { type: "checkbox", id });
  input.checked = value;
  const name = made("label", { for: id }, label);
  const element = made("div", { class: "live-control live-checkbox" }, input, name);
  input.addEventListener("change", () => change(input.checked));
  return { element, input, label: name, show: (/** @type {boolean} */ now) => void (input.checked = now) };
}

/**
 * Some radio buttons of which one is chosen: one stop of the Tab key, the arrow keys move among them.
 * @param {{legend: string, options: [value: string, text: string | Node][], value: string,
 *   change: (value: string) => void, classes?: string}} options
 */
export function radios({ legend, options, value, change, classes = "live-radios" }) {
  const name = freshId();
  const element = made("fieldset", { class: `live-control ${classes}` }, made("legend", {}, legend));
  /** @type {Map<string, HTMLInputElement>} */
  const inputs = new Map();
  for (const [each, text] of options) {
    const id = freshId();
    const input = made("input", { type: "radio", id, name, value: each });
    input.addEventListener("change", () => change(each));
    inputs.set(each, input);
    element.append(made("div", { class: "live-radio", "data-value": each }, input, made("label", { for: id }, text)));
  }
  /** @param {string} now */
  const show = (now) => {
    for (const [each, input] of inputs) input.checked = each === now;
  };
  show(value);
  return { element, inputs, show };
}

/**
 * A number as the figures write it, as svg.py does: a true minus sign, and no minus before a zero.
 * @param {number} value
 * @param {number} [digits]
 */
export function number(value, digits = 2) {
  if (Math.abs(value) === Infinity) return value > 0 ? "∞" : "−∞";
  const written = (value + Math.sign(value) * 1e-9).toFixed(digits); // half goes up, whatever the last bit
  return Number(written) === 0 ? written.replace("-", "") : written.replace("-", "−");
}

/**
 * The number that a text of an address says, brought between two bounds; undefined where it says none.
 * @param {string | undefined} text
 * @param {number} low
 * @param {number} high
 */
export function within(text, low, high) {
  const value = Number(text || NaN);
  return Number.isNaN(value) ? undefined : Math.min(Math.max(value, low), high);
}

/**
 * Write texts into the elements with these keys (`data-n`), in the drawings and in the tables.
 * @param {ParentNode} root
 * @param {Record<string, string>} texts
 */
export function fill(root, texts) {
  for (const element of root.querySelectorAll("[data-n]")) {
    const text = texts[element.getAttribute("data-n") ?? ""];
    if (text !== undefined && element.textContent !== text) element.textContent = text;
  }
}

/**
 * Give the drawings of a figure another alternative text.
 * @param {ParentNode} root
 * @param {string} says
 */
export function describe(root, says) {
  for (const drawing of root.querySelectorAll("svg.live-drawing")) drawing.setAttribute("aria-label", says);
}

/** Whether the reader asked for less motion. */
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
