// @ts-check
// Whether the browser keeps the answers: it is asked to, and where it does not the reader is told at once.

import { refusal } from "./refusal.js";
import { ROOT } from "./store.js";

const WORDS = {
  full: "This browser has no more room for this site: your answer is lost when you leave the page. Make room, or save what is there to a file (My progress).",
  forbidden:
    "This browser keeps nothing for this site, as in some private windows or where its settings forbid it: your answers are lost when you leave the page.",
};

/**
 * Say below the question that the answer was not kept, once a page.
 * @param {HTMLElement} section
 */
export function tellUnkept(section) {
  if (document.querySelector(".quiz-unkept")) return;
  const note = document.createElement("p");
  note.className = "quiz-unkept";
  note.setAttribute("role", "alert");
  section.querySelector(".quiz-status")?.after(note);
  note.textContent = WORDS[refusal() || "full"];
}

/** Ask the browser not to throw away what it keeps when the disk runs full; some ask the reader in turn, so once a session. */
export async function askToKeep() {
  try {
    if (sessionStorage.getItem(`${ROOT}asked`)) return;
    sessionStorage.setItem(`${ROOT}asked`, "1");
    if (!(await navigator.storage.persisted())) await navigator.storage.persist();
  } catch {
    // a browser that cannot be asked
  }
}
