// @ts-check
// Pages and their pictures taken along, to be read where there is no network: as many as the reader chooses.

import { at, loadJson, made } from "./site.js";
import { ROOT } from "./store.js";
import { button } from "./tables.js";

const TAKEN = `${ROOT.slice(0, -1)}-taken`; // the service worker looks into every cache

/**
 * @typedef {object} OfflinePage
 * @property {string} title
 * @property {string} url
 * @property {number} bytes
 * @property {string[]} files
 *
 * @typedef {{always: string[], bytes: number, pages: OfflinePage[]}} Offline
 */

/** The part of My progress; nothing where the site was built without its list of files. */
export async function takeAlong() {
  if (!document.querySelector('link[rel="manifest"]')) return []; // comes with that list
  /** @type {Offline | null} */
  const list = await loadJson("_static/offline.json").catch(() => null);
  if (!list) return [];
  const head = made("h2", "Without a network");
  if (!("caches" in globalThis) || !("serviceWorker" in navigator)) {
    return [head, made("p", "This browser cannot keep pages here: they need a network (or an address that begins with https).")];
  }
  const kept = await caches.open(TAKEN).then((cache) => cache.keys()).catch(() => null); // prettier-ignore
  if (!kept) return [head, made("p", "This browser keeps no pages of this site, as in some private windows or where its settings forbid it: they need a network.")];
  const taken = new Set(kept.map(({ url }) => url));
  const told = made("p", "Pages that you have opened can be read again without a network. Choose what else to take along; a browser menu may also offer to install the course as an app.");
  const status = made("p");
  status.setAttribute("role", "status");
  const boxes = list.pages.map((page) => {
    const box = Object.assign(made("input"), { type: "checkbox", checked: taken.has(at(page.url)) });
    const label = made("label", "", "quiz-setting");
    label.append(box, ` ${page.title} (${size(page.bytes)})`);
    return { page, box, label };
  });
  const folded = made("details", "", "quiz-take");
  folded.append(made("summary", "Choose pages"), ...boxes.map(({ label }) => label));
  const all = button(`Take everything along (${size(list.bytes + list.pages.reduce((sum, { bytes }) => sum + bytes, 0))})`, () => {
    for (const { box } of boxes) box.checked = true;
    take(list, list.pages, status);
  });
  const some = button("Take the chosen pages along", () => take(list, boxes.flatMap(({ page, box }) => (box.checked ? page : [])), status));
  const line = made("div", "", "quiz-keep");
  line.append(all, some);
  return [head, told, folded, line, status];
}

/**
 * Keep the pages, and drop what is kept of others.
 * @param {Offline} list
 * @param {OfflinePage[]} pages
 * @param {HTMLElement} status
 */
async function take(list, pages, status) {
  const wanted = [...new Set(pages.length ? [...list.always, ...pages.flatMap(({ url, files }) => [url, ...files])] : [])].map(at);
  status.textContent = "Fetching ...";
  try {
    const cache = await caches.open(TAKEN);
    for (const { url } of await cache.keys()) if (!wanted.includes(url)) await cache.delete(url);
    for (let begin = 0; begin < wanted.length; begin += 20) await cache.addAll(wanted.slice(begin, begin + 20));
    status.textContent = pages.length ? `${pages.length} of ${list.pages.length} pages can be read without a network.` : "Nothing is taken along.";
  } catch (error) {
    const full = error instanceof DOMException && error.name === "QuotaExceededError";
    status.textContent = full ? "There is not enough room in this browser: choose fewer pages." : "Not all could be fetched: is there a network? Please try again.";
  }
}

/** @param {number} bytes */
function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
