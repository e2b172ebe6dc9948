// @ts-check
// What a reader should know of how long their answers are kept, and the file that keeps them longer.

import { refusal } from "./refusal.js";
import { counted, made } from "./site.js";
import { EXPORTED, browserStorage, loadAll } from "./store.js";
import { exported } from "./transfer.js";

const WEEK = 7 * 86_400_000;

/** What is to be said here, as elements; nothing where all is well. */
export function keeping() {
  const said = [];
  const refused = refusal();
  if (refused === "forbidden") {
    said.push(made("p", "This browser keeps nothing for this site: in a private window, or where its settings forbid it, answers are lost when the page is left.", "quiz-unkept"));
  } else if (refused === "full") {
    said.push(made("p", "This browser has no more room for this site: new answers are lost when the page is left. Save a file, and make room.", "quiz-unkept"));
  }
  if (refused !== "forbidden" && forgets()) {
    said.push(
      made(
        "p",
        "Safari, and every browser on an iPhone or iPad, deletes what a site has kept after seven days without a visit. Come back within a week, save a file now and then, or add the course to the home screen (Share, Add to Home Screen): what is kept there stays.",
        "quiz-seven-days",
      ),
    );
  }
  const unsaved = unsavedAnswers();
  if (unsaved) {
    const line = made("p", "", "quiz-remind");
    const last = lastExport();
    const when = last ? `since ${new Date(last).toLocaleDateString()}` : "so far";
    line.append(`${counted(unsaved, "question")} answered ${when} ${unsaved === 1 ? "is" : "are"} in no file. `, saveButton());
    said.push(line);
  }
  return said;
}

/** Whether the browser deletes what is kept after a week, as WebKit does outside the home screen. */
function forgets() {
  return navigator.vendor.startsWith("Apple") && !("standalone" in navigator && navigator.standalone) && !matchMedia("(display-mode: standalone)").matches;
}

/** The number of questions answered after the last file was made, where that is a week ago, or a week of answers old. */
function unsavedAnswers() {
  const since = lastExport() ?? 0;
  const entries = [...loadAll().values()].filter(({ attempts, last }) => attempts && last > since);
  const oldest = Math.min(...entries.map(({ first, last }) => (first > since ? first : last)));
  return forgets() || Date.now() - oldest > WEEK ? entries.length : 0;
}

/** @returns {number | null} */
function lastExport() {
  try {
    return Number(localStorage.getItem(EXPORTED)) || null;
  } catch {
    return null;
  }
}

/**
 * A button that hands the file to the browser.
 * @param {() => void} [done]
 */
export function saveButton(done = () => {}) {
  const button = made("button", "Export to a file", "quiz-next");
  button.type = "button";
  button.addEventListener("click", () => {
    handOver(exported(browserStorage(), Date.now()), `progress-${new Date().toISOString().slice(0, 10)}.json`);
    try {
      localStorage.setItem(EXPORTED, String(Date.now()));
    } catch {
      // the reminder comes again
    }
    done();
  });
  return button;
}

/**
 * Have the browser save a text as a file.
 * @param {string} text
 * @param {string} name
 */
export function handOver(text, name) {
  const link = made("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  document.body.append(link); // Firefox of old follows no link outside the page
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
