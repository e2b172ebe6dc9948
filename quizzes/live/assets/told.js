// @ts-check
// A verdict as a reader sees it: the points, what to look at first, the known mistake, and each property.

import { at, loadSite, made } from "../../page/assets/site.js";

/** @import { Verdict } from "./check.js" */

/** @param {number} points */
export function inPoints(points) {
  return String(Math.round(points * 100) / 100);
}

/**
 * @param {Verdict} verdict
 * @returns {"right" | "partly" | "wrong"}
 */
export function outcomeOf(verdict) {
  return verdict.points >= verdict.most - 1e-9 ? "right" : verdict.points > 0 ? "partly" : "wrong";
}

/**
 * @param {Verdict} verdict
 * @returns {Promise<HTMLElement>}
 */
export async function shownVerdict(verdict) {
  const outcome = outcomeOf(verdict);
  const box = made("div", "", "py-verdict");
  box.dataset.outcome = outcome;
  const head = made("p", "", "py-verdict-head");
  const said = { right: "Right", partly: "Partly right", wrong: "Not right" }[outcome];
  head.append(made("strong", `${said}: ${inPoints(verdict.points)} of ${inPoints(verdict.most)} points.`), ` ${verdict.message}`);
  box.append(head);
  const site = verdict.misconception || verdict.see ? await loadSite().catch(() => null) : null;
  if (verdict.misconception) {
    const line = made("p", "", "quiz-misconception");
    line.append("A common misconception: ", made("strong", site?.misconceptions[verdict.misconception] ?? verdict.misconception), ".");
    box.append(line);
  }
  const place = site?.paragraphs?.[verdict.see];
  if (place) {
    const link = made("a", place[1]);
    link.href = at(place[0]);
    const again = made("p", "Read again: ");
    again.append(link);
    box.append(again);
  }
  const list = made("ul", "", "py-properties");
  for (const part of verdict.properties) {
    const item = made("li");
    item.dataset.verdict = part.points > 0 ? "right" : "wrong";
    item.append(made("strong", `${part.points > 0 ? "\u2713" : "\u2717"} ${part.id}, ${inPoints(part.points)} of ${inPoints(part.most)}`), `: ${part.message}`);
    list.append(item);
  }
  box.append(list);
  return box;
}
