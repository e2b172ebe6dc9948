// @ts-check
// On every page: that it was opened and read to its end, how many questions are due, and those of earlier chapters.

import { dueItems, dueToday } from "./attempt.js";
import { PREFIX, SETTINGS, loadAll, loadReading, loadSettings, saveReading } from "./store.js";

const script = /** @type {HTMLElement} */ (document.querySelector("script[data-quiz-page]"));
const name = script.dataset.quizPage ?? "";
const root = new URL(document.documentElement.dataset.content_root ?? "./", document.baseURI);
// The address of the review page, where the book has one.
const review = script.dataset.quizReview && new URL(script.dataset.quizReview, root).href;

const reading = loadReading(name) ?? { opened: Date.now(), end: null };
saveReading(name, reading);
const end = document.querySelector("article")?.lastElementChild;
if (end && reading.end === null) {
  const watch = new IntersectionObserver((seen) => {
    if (!seen.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    saveReading(name, { ...reading, end: Date.now() });
  });
  // The last section may be taller than the screen: its end counts.
  const mark = document.createElement("span");
  end.append(mark);
  watch.observe(mark);
}

// Another tab has remembered something, or this page comes back from where the browser had laid it.
addEventListener("storage", ({ key }) => {
  if (key === null || key.startsWith(PREFIX)) elsewhere();
  if (key === null || key === SETTINGS) document.dispatchEvent(new Event("quiz:settings"));
});
addEventListener("pageshow", ({ persisted }) => persisted && elsewhere());
// A day may have passed.
document.addEventListener("visibilitychange", () => document.hidden || document.dispatchEvent(new Event("quiz:changed")));

function elsewhere() {
  document.dispatchEvent(new Event("quiz:elsewhere"));
  document.dispatchEvent(new Event("quiz:changed"));
}

if (review) {
  showCount(review);
  document.addEventListener("quiz:changed", () => showCount(review));
  if (script.dataset.quizDue !== undefined && today()) offerEarlier();
}

/** How many questions are to be asked today. */
function today() {
  return dueToday(loadAll(), Date.now(), loadSettings().sitting);
}

/**
 * Say in the sidebar how many questions are due.
 * @param {string} url
 */
function showCount(url) {
  const due = today();
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".bd-sidebar a[href]"))) {
    if (link.href.split("#")[0] !== url) continue;
    link.querySelector(".quiz-due")?.remove();
    if (!due) continue;
    const count = Object.assign(document.createElement("span"), { className: "quiz-due" });
    count.textContent = ` (${due} due)`;
    link.append(count);
  }
}

/** Offer what is due of earlier chapters at the head of this one. */
async function offerEarlier() {
  const { counted, loadSite, made } = await import("./site.js");
  const site = await loadSite();
  const here = site.pages.findIndex((page) => page.name === name);
  const earlier = new Set(site.pages.slice(0, here).flatMap(({ items }) => items.map((item) => item.id)));
  const ids = dueItems(loadAll(), Date.now()).filter((id) => earlier.has(id) && !document.getElementById(id)).slice(0, today());
  const place = document.querySelector(".quiz-due-here") ?? document.querySelector("article h1");
  if (!ids.length || !place) return;
  const box = made("aside", "", "quiz-earlier");
  box.setAttribute("aria-label", "Due from earlier chapters");
  const line = made("p", `${counted(ids.length, "question")} of earlier chapters ${ids.length === 1 ? "is" : "are"} due. `);
  const button = made("button", "Answer here", "quiz-next");
  button.type = "button";
  const link = made("a", "Review page");
  link.href = review ?? "";
  line.append(button, " ", link);
  box.append(line);
  place.after(box);
  button.addEventListener("click", async () => {
    const { Deck, cardsOf } = await import("./deck.js");
    const held = made("div");
    line.remove();
    box.append(held);
    await new Deck(held, cardsOf(site, ids), () => {}, (id) => dueItems(loadAll(), Date.now()).includes(id)).next();
  });
}
