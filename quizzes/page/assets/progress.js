// @ts-check
// My progress: what a reader has read and answered, from what her browser keeps, and nowhere else.

import { at, loadSite, made } from "./site.js";
import { dueItems, loadAll, loadReading, names } from "./store.js";
import { LEVELS, sureSwitch } from "./sure.js";
import { exported, imported, removeAll } from "./transfer.js";

/** @import { Site } from "./site.js" */
/** @import { Entry } from "./store.js" */

const box = /** @type {HTMLElement} */ (document.querySelector(".quiz-progress"));

/**
 * @param {Site} site
 */
function draw(site) {
  const all = loadAll();
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  for (const { id, hashes } of site.pages.flatMap(({ items }) => items)) {
    const entry = all.get(id);
    if (entry && hashes.includes(entry.hash)) entries.set(id, entry);
  }
  holder.replaceChildren(
    chapters(site, entries), made("h2", "Misconceptions"), ...misconceptions(site, entries),
    made("h2", "How sure you were"), ...calibration(entries), sureSwitch(),
  ); // prettier-ignore
}

/**
 * @param {Site} site
 * @param {Map<string, Entry>} entries
 */
function chapters(site, entries) {
  const due = new Set(dueItems(entries, Date.now()));
  const rows = site.pages.map((page) => {
    const link = made("a", page.title);
    link.href = at(page.url);
    const reading = loadReading(page.name);
    const answered = page.items.flatMap(({ id }) => entries.get(id) ?? []);
    const right = answered.filter((entry) => entry.outcome === "right").length;
    const none = page.items.length === 0;
    return [
      link,
      reading === null ? "not yet" : reading.end === null ? "begun" : "to the end",
      none ? "\u2013" : `${answered.length} of ${page.items.length}`,
      none ? "\u2013" : String(right),
      none ? "\u2013" : String(page.items.filter(({ id }) => due.has(id)).length),
    ];
  });
  return table("Chapters", ["Chapter", "Read", "Answered", "Right", "Due"], rows);
}

/**
 * @param {Site} site
 * @param {Map<string, Entry>} entries
 */
function misconceptions(site, entries) {
  /** @type {Map<string, string[]>} */
  const met = new Map();
  for (const [id, entry] of entries) for (const name of entry.met ?? []) met.set(name, [...(met.get(name) ?? []), id]);
  if (met.size === 0) return [made("p", "None met so far.")];
  const rows = [...met].map(([name, ids]) => {
    const left = ids.filter((id) => entries.get(id)?.outcome !== "right");
    const links = made("span");
    for (const [place, id] of ids.entries()) {
      const page = site.pages.find(({ items }) => items.some((item) => item.id === id));
      const link = made("a", page ? `${page.title}, question ${page.items.findIndex((item) => item.id === id) + 1}` : id);
      link.href = page ? `${at(page.url)}#${id}` : "#";
      links.append(...(place ? [", ", link] : [link]));
    }
    return [site.misconceptions[name] ?? name, left.length ? "met" : "\u2713 put right", links];
  });
  return [table("Misconceptions", ["Misconception", "State", "Questions"], rows)];
}

/** @param {Map<string, Entry>} entries */
function calibration(entries) {
  const judged = [...entries.values()].flatMap((entry) => entry.judged ?? []);
  if (judged.length === 0) return [made("p", "Nothing yet: you can have yourself asked before each check.")];
  const rows = LEVELS.map((level, place) => {
    const these = judged.filter(([sure]) => sure === place + 1);
    const right = these.filter(([, came]) => came).length;
    const share = these.length ? right / these.length : 0;
    const bar = made("span", "", "quiz-bar");
    bar.setAttribute("aria-hidden", "true"); // the number stands beside it
    bar.style.setProperty("--share", String(share));
    const told = made("span", these.length ? `${Math.round(100 * share)} %` : "\u2013");
    const cell = made("span", "", "quiz-share");
    cell.append(bar, told);
    return [level, String(these.length), cell];
  });
  return [table("How sure you were", ["You said", "Answers", "Of them right"], rows)];
}

/**
 * @param {string} caption
 * @param {string[]} heads
 * @param {(string | Node)[][]} rows
 */
function table(caption, heads, rows) {
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

/** @param {Site} site */
function keep(site) {
  const status = made("p");
  status.setAttribute("role", "status");
  const file = Object.assign(made("input", "", "quiz-file"), { type: "file", accept: ".json,application/json" });
  const label = made("label", "Import a file ");
  label.append(file);
  const line = made("div", "", "quiz-keep");
  line.append(
    button("Export to a file", () => {
      const link = made("a");
      link.href = URL.createObjectURL(new Blob([exported(localStorage, Date.now())], { type: "application/json" }));
      link.download = `progress-${new Date().toISOString().slice(0, 10)}.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      status.textContent = "The file was handed to your browser to save.";
    }),
    label,
    button("Delete everything", () => {
      const count = names().length;
      if (!confirm("Delete all that this browser keeps of your progress? It cannot be brought back.")) return;
      removeAll(localStorage);
      status.textContent = `${count} ${count === 1 ? "entry" : "entries"} deleted.`;
      draw(site);
    }),
  );
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    try {
      const count = imported(localStorage, await chosen.text());
      status.textContent = count ? `Taken over: ${count} of the file's entries.` : "The file holds nothing newer than this browser.";
      draw(site);
    } catch (error) {
      status.textContent = error instanceof Error ? error.message : String(error);
    }
    file.value = "";
  });
  return [made("h2", "Keep or remove"), line, status];
}

/**
 * @param {string} text
 * @param {() => void} action
 */
function button(text, action) {
  const element = made("button", text, "quiz-next");
  element.type = "button";
  element.addEventListener("click", action);
  return element;
}

const holder = made("div");
try {
  const site = await loadSite();
  draw(site);
  box.replaceChildren(holder, ...keep(site));
} catch {
  box.replaceChildren(made("p", "What this browser keeps could not be read. Please load the page again."));
}
