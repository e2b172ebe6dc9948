// @ts-check
// What a page knows of the others: the list of questions that the build wrote, and the pages themselves.

/**
 * @typedef {object} SitePage
 * @property {string} name
 * @property {string} title
 * @property {string} url From the root of the site.
 * @property {SiteItem[]} items The questions that stand here first.
 *
 * @typedef {object} SiteItem
 * @property {string} id
 * @property {string[]} hashes Of its variants.
 * @property {string} kind
 * @property {string} objective
 *
 * @typedef {object} Site
 * @property {SitePage[]} pages In the order of the book.
 * @property {Record<string, string>} misconceptions Names, by id.
 * @property {Record<string, string>} objectives What a learner should be able to do, by id.
 * @property {{name: string, title: string, url: string}[]} assignments The address is empty where no page tells of it.
 * @property {Record<string, [url: string, title: string]>} [paragraphs] What the known mistakes of code tasks point to.
 */

const root = new URL(document.documentElement.dataset.content_root ?? "./", document.baseURI);

/** @param {string} url From the root of the site. */
export function at(url) {
  return new URL(url, root).href;
}

/** @returns {Promise<Site>} */
export function loadSite() {
  return loadJson("_static/quiz-index.json");
}

/** @param {string} url From the root of the site. */
export function loadJson(url) {
  return request(at(url), "json");
}

/** @type {Map<string, Promise<Document>>} */
const pages = new Map();

/**
 * A question as it stands on its page, with its links made whole; null where the page has it no more.
 * @param {string} url Of the page.
 * @param {string} id
 */
export async function loadQuestion(url, id) {
  const address = at(url);
  if (!pages.has(address)) pages.set(address, request(address, "document"));
  const there = (await pages.get(address))?.getElementById(id);
  if (!there) return null;
  const section = document.importNode(there, true);
  section.classList.remove("later"); // on its own page it may have to wait until it is laid out
  for (const link of section.querySelectorAll("a[href]")) {
    link.setAttribute("href", new URL(link.getAttribute("href") ?? "", address).href);
  }
  return section;
}

/**
 * What differs in the variants of a question.
 * @param {string} url From the root of the site.
 * @returns {Promise<DocumentFragment[]>}
 */
export async function loadVariants(url) {
  const there = await request(at(url), "document");
  const templates = /** @type {NodeListOf<HTMLTemplateElement>} */ (there.querySelectorAll("template.quiz-variant"));
  return [...templates].map((template) => document.importNode(template.content, true));
}

/**
 * @param {string} url
 * @param {"json" | "document"} type
 * @returns {Promise<any>}
 */
function request(url, type) {
  return new Promise((resolve, reject) => {
    const asked = new XMLHttpRequest();
    asked.open("GET", url);
    asked.responseType = type;
    asked.setRequestHeader("Cache-Control", "no-cache");
    asked.addEventListener("load", () => (asked.response ? resolve(asked.response) : reject(new Error(`no ${url}`))));
    asked.addEventListener("error", () => reject(new Error(`no ${url}`)));
    asked.send();
  });
}

/**
 * An element with a text.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} [text]
 * @param {string} [className]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function made(tag, text = "", className = "") {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (className) element.className = className;
  return element;
}

/**
 * @param {number} count
 * @param {string} noun
 */
export function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
