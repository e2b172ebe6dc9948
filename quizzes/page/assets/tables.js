// @ts-check
// Tables and buttons of the pages about all questions.

import { made } from "./site.js";

/**
 * @param {string} caption
 * @param {string[]} heads
 * @param {(string | Node)[][]} rows
 */
export function table(caption, heads, rows) {
  const element = made("table", "", "table quiz-table");
  element.append(made("caption", caption, "quiz-unseen"));
  const head = element.createTHead().insertRow();
  for (const text of heads) head.append(Object.assign(made("th", text), { scope: "col" }));
  const body = element.createTBody();
  for (const cells of rows) {
    const row = body.insertRow();
    for (const [place, cell] of cells.entries()) {
      const made_ = place ? made("td") : Object.assign(made("th"), { scope: "row" });
      made_.append(cell);
      row.append(made_);
    }
  }
  const scroll = made("div", "", "quiz-scroll");
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", caption);
  scroll.append(element);
  return scroll;
}

/**
 * A share as a bar and as the number beside it.
 * @param {number} part
 * @param {number} whole
 */
export function share(part, whole) {
  const bar = made("span", "", "quiz-bar");
  bar.setAttribute("aria-hidden", "true"); // the number stands beside it
  bar.style.setProperty("--share", String(whole ? part / whole : 0));
  const cell = made("span", "", "quiz-share");
  cell.append(bar, made("span", whole ? `${Math.round((100 * part) / whole)}%` : "\u2013"));
  return cell;
}

/**
 * @param {string} text
 * @param {string} href
 */
export function link(text, href) {
  return Object.assign(made("a", text), { href });
}

/**
 * @param {string} text
 * @param {() => void} action
 */
export function button(text, action) {
  const element = made("button", text, "quiz-next");
  element.type = "button";
  element.addEventListener("click", action);
  return element;
}
