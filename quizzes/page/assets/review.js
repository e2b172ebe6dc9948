// @ts-check
// The review page: what is due, one question at a time. When an item is due is reckoned by FSRS: see schedule.js.

import { Deck, cardsOf } from "./deck.js";
import { dueAfter } from "./schedule.js";
import { counted, loadSite, made } from "./site.js";
import { dueItems, loadAll, save } from "./store.js";

const box = /** @type {HTMLElement} */ (document.querySelector(".quiz-review"));
const DAY = 86_400_000;

/** @type {import("./site.js").Site} */
let site;

/** Say what is due and offer to begin; `again` keeps what stands above. */
function offer(again = false) {
  const entries = loadAll();
  const known = new Set(site.pages.flatMap(({ items }) => items.map((item) => item.id)));
  const due = dueItems(entries, Date.now()).filter((id) => known.has(id));
  const met = [...entries.keys()].filter((id) => known.has(id));
  const start = made("div", "", "quiz-review-start");
  if (met.length === 0) {
    start.append(made("p", "You have not answered a question yet. Those that you answer in the chapters come back here."));
  } else if (due.length) {
    start.append(made("p", `${counted(due.length, "question")} of ${met.length} that you have met ${due.length === 1 ? "is" : "are"} due.`));
    start.append(begin("Start the review", due));
  } else {
    const times = met.flatMap((id) => entries.get(id)?.due ?? []);
    const days = Math.max(1, Math.ceil((Math.min(...times) - Date.now()) / DAY));
    const next = times.length ? ` The next is due in ${counted(days, "day")}.` : "";
    start.append(made("p", `Nothing is due of the ${counted(met.length, "question")} that you have met.${next}`));
    start.append(begin("Practise them all", met));
  }
  if (again) box.append(start);
  else box.replaceChildren(start);
}

/**
 * @param {string} text
 * @param {string[]} ids
 */
function begin(text, ids) {
  const button = made("button", text, "quiz-next");
  button.type = "button";
  button.addEventListener("click", () => new Deck(box, cardsOf(site, ids), () => offer(true)).next());
  return button;
}

// A page that was left in haste may not have reckoned when an item is due.
for (const [id, entry] of loadAll()) {
  if (entry.due === null && entry.log?.length) save(id, { ...entry, due: dueAfter(entry.log) });
}

try {
  site = await loadSite();
  offer();
} catch {
  box.replaceChildren(made("p", "The list of questions could not be read. Please load the page again."));
}
