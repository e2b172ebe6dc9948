// @ts-check
// My progress: what a reader has read and answered, from what the browser keeps, and nowhere else.

import { loadGraded } from "./assignments.js";
import { dueItems, dueToday } from "./attempt.js";
import { keep } from "./keep.js";
import { keeping } from "./keeping.js";
import { isPutRight, isRecalled } from "./measure.js";
import { settle } from "./settle.js";
import { at, counted, loadSite, made } from "./site.js";
import { ROOT, loadAll, loadReading, loadSettings } from "./store.js";
import { LEVELS } from "./sure.js";
import { sureSwitch } from "./switch.js";
import { link, share, table } from "./tables.js";
import { takeAlong } from "./take-along.js";

/** @import { Site, SitePage } from "./site.js" */
/** @import { Entry } from "./store.js" */
/** @typedef {Map<string, Entry>} Entries */

const box = /** @type {HTMLElement} */ (document.querySelector(".quiz-progress"));

/**
 * What is remembered of the questions as they are now.
 * @param {Site} site
 * @returns {Entries}
 */
function current(site) {
  const all = loadAll();
  return new Map(
    site.pages.flatMap(({ items }) =>
      items.flatMap(({ id, hashes }) => {
        const entry = all.get(id);
        return entry && (hashes.includes(entry.hash) || hashes.length === 0) ? [/** @type {[string, Entry]} */ ([id, entry])] : [];
      }),
    ),
  );
}

/** @param {Site} site */
function draw(site) {
  const entries = current(site);
  holder.replaceChildren(
    ...whereNext(site, entries), ...keeping(),
    made("h2", "Chapters"), chapters(site, entries),
    made("h2", "What you can do"), objectives(site, entries),
    made("h2", "Assignments"), ...assignments(site, entries),
    made("h2", "Misconceptions"), ...misconceptions(site, entries),
    made("h2", "How sure you were"), ...calibration(entries), sureSwitch(),
  ); // prettier-ignore
}

/**
 * Totals, what is due, and where to go on.
 * @param {Site} site
 * @param {Entries} entries
 */
function whereNext(site, entries) {
  const items = site.pages.flatMap(({ items }) => questions(items));
  const answered = items.filter(({ id }) => entries.get(id)?.attempts);
  const recalled = items.filter(({ id }) => has(entries, id, isRecalled));
  const total = made("p", `${answered.length} of ${counted(items.length, "question")} answered, ${recalled.length} right at the first try of the last time.`);
  const due = dueToday(entries, Date.now(), loadSettings().sitting);
  const line = made("p", "", "quiz-go-on");
  const review = document.querySelector("script[data-quiz-review]")?.getAttribute("data-quiz-review");
  if (due && review) line.append(link(`Review the ${counted(due, "question")} due today`, at(review)), ". ");
  const open = site.pages.filter((page) => page.items.length && !loadReading(page.name)?.end);
  const page = open.find(({ name }) => loadReading(name)) ?? open[0] ?? site.pages.find(({ items }) => questions(items).some(({ id }) => !entries.get(id)?.attempts));
  if (page) {
    const next = questions(page.items).find(({ id }) => !entries.get(id)?.attempts);
    const begun = next && page.items.some(({ id }) => entries.get(id)?.attempts);
    line.append(`${loadReading(page.name) ? "Go on" : "Begin"} with `, link(page.title, at(page.url) + (begun ? `#${next.id}` : "")), ".");
  } else if (!due) line.append("You have read every chapter and answered every question.");
  return [total, line];
}

/** @param {SitePage["items"]} items */
function questions(items) {
  return items.filter(({ kind }) => kind !== "code");
}

/**
 * @param {Entries} entries
 * @param {string} id
 * @param {(entry: Entry) => boolean} holds
 */
function has(entries, id, holds) {
  const entry = entries.get(id);
  return entry !== undefined && holds(entry);
}

/**
 * @param {Site} site
 * @param {Entries} entries
 */
function chapters(site, entries) {
  const due = new Set(dueItems(entries, Date.now()));
  // An assignment's page has tasks alone: it stands below, with its points.
  const rows = site.pages.filter(({ items }) => questions(items).length).map((page) => {
    const reading = loadReading(page.name);
    const items = questions(page.items);
    return [
      link(page.title, at(page.url)),
      reading === null ? "not yet" : reading.end === null ? "begun" : "to the end",
      `${items.filter(({ id }) => entries.get(id)?.attempts).length} of ${items.length}`,
      String(items.filter(({ id }) => has(entries, id, isRecalled)).length),
      String(items.filter(({ id }) => due.has(id)).length),
    ];
  }); // prettier-ignore
  return table("Chapters", ["Chapter", "Read", "Answered", "Right at the first try", "Due"], rows);
}

/**
 * @param {Site} site
 * @param {Entries} entries
 */
function objectives(site, entries) {
  const all = site.pages.flatMap(({ items, url }) => questions(items).map((item) => ({ ...item, url })));
  const rows = Object.entries(site.objectives).flatMap(([name, text]) => {
    const items = all.filter(({ objective }) => objective === name);
    const answered = items.filter(({ id }) => entries.get(id)?.attempts || entries.get(id)?.log?.length);
    if (!answered.length) return [];
    const recalled = answered.filter(({ id }) => has(entries, id, isRecalled));
    const next = items.find((item) => !recalled.includes(item));
    const open = next ? link(answered.includes(next) ? "again" : "next", `${at(next.url)}#${next.id}`) : "all";
    return [[text, `${answered.length} of ${items.length}`, share(recalled.length, answered.length), open]];
  });
  if (!rows.length) return made("p", "Nothing yet: each question that you answer counts for what it asks.");
  return table("What you can do", ["Objective", "Answered", "Right at the first try", "Question"], rows);
}

/**
 * @param {Site} site
 * @param {Entries} entries
 */
function assignments(site, entries) {
  const graded = loadGraded();
  const all = new Map(site.assignments.map(({ name, title, url }) => [name, url ? link(title, at(url)) : title]));
  const rows = [...new Map([...all, ...[...graded.keys()].flatMap((name) => (all.has(name) ? [] : [/** @type {[string, string]} */ ([name, name])]))])].map(([name, title]) => {
    const done = graded.get(name);
    const { right, asked } = done?.explained ?? { right: 0, asked: 0 };
    return [title, done ? `${done.best} of ${done.most}` : "not graded yet", done ? new Date(done.last).toLocaleDateString() : "", asked ? `${right} of ${asked}` : ""];
  });
  const tasks = site.pages.flatMap(({ items, url }) => items.flatMap((item) => (item.kind === "code" && entries.get(item.id)?.attempts ? [{ ...item, url }] : [])));
  const told = made("p", "", "quiz-note");
  const command = made("code", "quizzes grade-me FILE.ipynb");
  const file = made("code", `~/.${ROOT}attempts.json`);
  told.append(command, " grades an assignment on your own machine and keeps the result in ", file, "; import that file below.");
  const parts = rows.length ? [table("Assignments", ["Assignment", "Best points", "Last graded", "Explained right"], rows), told] : [told];
  if (!tasks.length) return parts;
  const own = explained(tasks);
  const lines = tasks.map(({ id, url }) => {
    const entry = entries.get(id);
    return [link(id, `${at(url)}#${id}`), `${Math.round(100 * (entry?.score ?? 0))}%`, String(entry?.attempts ?? 0)];
  });
  return [...parts, table("Code tasks in the page", ["Task", "Of its points", "Runs"], lines), ...own];
}

/**
 * Questions on the reader's own code, of those tasks on which some were answered.
 * @param {{id: string, url: string}[]} tasks
 */
function explained(tasks) {
  const all = [...loadAll()];
  const rows = tasks.flatMap(({ id, url }) => {
    const answered = all.filter(([name, { attempts }]) => attempts && name.startsWith(`${id}-explained-`)).map(([, entry]) => entry);
    const tries = answered.reduce((sum, { attempts }) => sum + attempts, 0);
    return answered.length ? [[link(id, `${at(url)}#${id}`), String(answered.length), String(answered.filter(isRecalled).length), String(tries)]] : [];
  });
  return rows.length ? [table("Your own code explained", ["Task", "Questions answered", "Right at the first try", "Answers"], rows)] : [];
}

/**
 * @param {Site} site
 * @param {Entries} entries
 */
function misconceptions(site, entries) {
  /** @type {Map<string, string[]>} */
  const met = new Map();
  for (const [id, entry] of entries) for (const name of entry.met ?? []) met.set(name, [...(met.get(name) ?? []), id]);
  if (met.size === 0) return [made("p", "None met so far.")];
  const rows = [...met].map(([name, ids]) => {
    const left = ids.filter((id) => !has(entries, id, (entry) => isPutRight(entry, name)));
    const links = made("span");
    for (const [place, id] of ids.entries()) {
      const page = site.pages.find(({ items }) => items.some((item) => item.id === id));
      const text = page ? `${page.title}, question ${page.items.findIndex((item) => item.id === id) + 1}` : id;
      links.append(...(place ? [", "] : []), link(text, page ? `${at(page.url)}#${id}` : "#"));
    }
    return [site.misconceptions[name] ?? name, left.length ? "met" : "\u2713 put right", links];
  });
  return [table("Misconceptions", ["Misconception", "State", "Questions"], rows), made("p", "Put right is what you answered rightly at the first try on another day.", "quiz-note")];
}

/** @param {Entries} entries */
function calibration(entries) {
  const judged = [...entries.values()].flatMap((entry) => entry.judged ?? []);
  if (judged.length === 0) return [made("p", "Nothing yet: you can have yourself asked before each check.")];
  const rows = LEVELS.map((level, place) => {
    const these = judged.filter(([sure]) => sure === place + 1);
    const right = these.filter(([, good]) => good).length;
    return [level, String(these.length), share(right, these.length)];
  });
  return [table("How sure you were", ["You said", "First tries", "Of them right"], rows)];
}

const holder = made("div");
try {
  settle();
  const site = await loadSite();
  draw(site);
  box.replaceChildren(holder, ...keep(site, () => draw(site)));
  takeAlong().then((parts) => box.append(...parts));
  document.addEventListener("quiz:elsewhere", () => draw(site));
} catch {
  box.replaceChildren(made("p", "What this browser keeps could not be read. Please load the page again."));
}
