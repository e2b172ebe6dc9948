// @ts-check
// Tables and buttons of the pages about all questions.

import { made } from "./site.js";

const NUMBER = /^\d+%?$|^\d+ of \d+$|^\u2013$/;

/**
 * @param {string} caption
 * @param {string[]} heads
 * @param {(string | Node)[][]} rows
 */
export function table(caption, heads, rows) {
  const element = made("table", "", "table quiz-table");
  element.append(made("caption", caption, "quiz-unseen"));
  const head = element.createTHead().insertRow();
  const numbers = heads.map((_, place) => rows.length > 0 && rows.every((cells) => typeof cells[place] === "string" && NUMBER.test(cells[place])));
  for (const [place, text] of heads.entries()) head.append(Object.assign(made("th", text, numbers[place] ? "quiz-count" : ""), { scope: "col" }));
  const body = element.createTBody();
  for (const cells of rows) {
    const row = body.insertRow();
    for (const [place, cell] of cells.entries()) {
      const made_ = place ? made("td", "", numbers[place] ? "quiz-count" : "") : Object.assign(made("th"), { scope: "row" });
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
