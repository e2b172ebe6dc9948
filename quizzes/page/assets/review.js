// @ts-check
// The review page: what is due today, one question at a time, chapters in turns. When an item is due is reckoned by FSRS: see
// schedule.js.

import { begun, dueItems, dueToday } from "./attempt.js";
import { dayOf, noonOf } from "./days.js";
import { Deck, cardsOf } from "./deck.js";
import { keeping } from "./keeping.js";
import { mixed } from "./mix.js";
import { settle } from "./settle.js";
import { at, counted, loadSite, made } from "./site.js";
import { SITTING, loadAll, loadReading, loadSettings, save, saveSettings } from "./store.js";
import { button, link } from "./tables.js";

/** @import { Entry } from "./store.js" */

const box = /** @type {HTMLElement} */ (document.querySelector(".quiz-review"));
const SIZES = [5, SITTING, 20, 40];

/** @type {import("./site.js").Site} */
let site;

/** @returns {Map<string, Entry>} What is remembered of the questions that the book has. */
function known() {
  const ids = new Set(site.pages.flatMap(({ items }) => items.map(({ id }) => id)));
  return new Map([...loadAll()].filter(([id]) => ids.has(id)));
}

/** Say what is due and offer to begin; `again` keeps what stands above. */
function offer(again = false) {
  const entries = known();
  const now = Date.now();
  const due = dueItems(entries, now);
  const most = loadSettings().sitting;
  const today = dueToday(entries, now, most);
  const met = [...entries.keys()].filter((id) => entries.get(id)?.due !== undefined);
  const start = made("div", "", "quiz-review-start");
  if (met.length === 0) {
    start.append(made("p", "You have not answered a question yet. Those that you answer in the chapters come back here."));
  } else if (today) {
    const rest = due.length - today;
    const later = rest ? ` ${rest} more ${rest === 1 ? "waits" : "wait"} for the next days.` : "";
    start.append(made("p", `${counted(today, "question")} of ${met.length} that you have met ${today === 1 ? "is" : "are"} due.${later}`));
    start.append(begin("Start the review", due, today));
  } else if (due.length) {
    start.append(made("p", `That is enough for today. ${due.length} more ${due.length === 1 ? "waits" : "wait"} for the next days.`));
    start.append(begin(`${Math.min(due.length, most)} more all the same`, due, most));
  } else {
    const days = Math.min(...met.flatMap((id) => entries.get(id)?.due ?? [])) ;
    const next = Number.isFinite(days) ? ` The next is due in ${counted(Math.max(1, dayOf(days) - dayOf(now)), "day")}.` : "";
    start.append(made("p", `Nothing is due of the ${counted(met.length, "question")} that you have met.${next}`));
    start.append(begin("Practise some of them", met, most));
  }
  start.append(...unanswered(entries), sizes(), ...keeping());
  if (again) box.append(start);
  else box.replaceChildren(start);
}

/**
 * @param {string} text
 * @param {string[]} ids
 * @param {number} most
 */
function begin(text, ids, most) {
  const pageOf = (/** @type {string} */ id) => site.pages.find(({ items }) => items.some((item) => item.id === id))?.name ?? "";
  const due = new Set(dueItems(loadAll(), Date.now()));
  const wanted = (/** @type {string} */ id) => !due.has(id) || dueItems(loadAll(), Date.now()).includes(id);
  return button(text, () => new Deck(box, cardsOf(site, mixed(ids, pageOf, most)), () => offer(true), wanted).next());
}

/**
 * Chapters that were read to their end, and whose questions were passed over.
 * @param {Map<string, Entry>} entries
 */
function unanswered(entries) {
  return site.pages.flatMap((page) => {
    const left = page.items.filter(({ id, kind }) => kind !== "code" && entries.get(id)?.due === undefined && !entries.get(id)?.attempts);
    if (!left.length || !loadReading(page.name)?.end) return [];
    const line = made("p", "", "quiz-queue");
    line.append("You have read ", link(page.title, at(page.url)), ` and passed over ${counted(left.length, "question")}. `);
    line.append(
      button(`Put ${left.length === 1 ? "it" : "them"} into review`, () => {
        const now = Date.now();
        for (const { id, hashes } of left) {
          const entry = entries.get(id) ?? begun({ hash: hashes[0] ?? "" }, now);
          save(id, { ...entry, queued: true, due: noonOf(dayOf(now)) });
        }
        document.dispatchEvent(new Event("quiz:changed"));
        offer();
        box.querySelector("button")?.focus(); // what was pressed is gone
      }),
    );
    return [line];
  });
}

/** How many questions a day has. */
function sizes() {
  const label = made("label", "Questions a day: ", "quiz-setting");
  const select = made("select");
  for (const size of SIZES) select.append(new Option(String(size), String(size)));
  select.value = String(loadSettings().sitting);
  select.addEventListener("change", () => {
    saveSettings({ ...loadSettings(), sitting: Number(select.value) });
    document.dispatchEvent(new Event("quiz:changed"));
    offer();
    /** @type {HTMLElement | null} */ (box.querySelector(".quiz-setting > select"))?.focus();
  });
  label.append(select);
  return label;
}

try {
  settle();
  site = await loadSite();
  offer();
  // Another tab has answered; a review that is under way asks for itself whether its next question is still due.
  document.addEventListener("quiz:elsewhere", () => box.querySelector(".quiz-review-start") && !box.querySelector("section.quiz") && offer());
} catch {
  box.replaceChildren(made("p", "The list of questions could not be read. Please load the page again."));
}
