// @ts-check
// Starts the figures of a page, each with the module of its name, and lets the sentences that link to one set its state.

import { made, still } from "./kit.js";

/** @import { Live, Values } from "./kit.js" */

/** A figure of the page with the line in which it says what a link has set. */
class Held {
  /** @param {HTMLElement} figure */
  constructor(figure) {
    this.figure = figure;
    this.said = made("span");
    this.back = made("a", { class: "live-back", hidden: true }, "Back to the text");
    this.line = made("p", { class: "live-status" }, this.said, " ", this.back);
    this.said.role = "status";
    figure.querySelector(".live-stage")?.before(this.line);
    /** @type {Promise<Live>} */
    this.live = this.start();
  }

  /** Load the figure's own module and hand it the data of the page, once the figure is laid out: see the site's whole.js. */
  async start() {
    if (this.figure.classList.contains("later")) {
      await new Promise((shown) => this.figure.addEventListener("page:shown", shown, { once: true }));
    }
    const data = JSON.parse(this.figure.querySelector(".live-data")?.textContent ?? "null");
    const module = await import(`./${this.figure.dataset.live}.js`);
    const live = module.start(this.figure, data);
    this.figure.dataset.started = "";
    return live;
  }

  /**
   * Set the state, say what has changed and bring the figure into sight.
   * @param {Values} values
   * @param {HTMLAnchorElement} [link]
   */
  async set(values, link) {
    const live = await this.live;
    this.said.textContent = "";
    const text = live.set(values);
    requestAnimationFrame(() => (this.said.textContent = text)); // a change of text is what is read out
    this.back.hidden = !link;
    if (link) {
      link.id ||= `live-link-${[...document.querySelectorAll("a[data-set]")].indexOf(link)}`;
      this.back.href = `#${link.id}`;
      this.back.onclick = (event) => {
        event.preventDefault();
        link.focus();
        link.scrollIntoView({ block: "center", behavior: still() ? "auto" : "smooth" });
      };
    }
    this.figure.focus({ preventScroll: true });
    const stage = this.figure.querySelector(".live-stage") ?? this.figure;
    const { top, bottom } = stage.getBoundingClientRect();
    if (this.figure.getBoundingClientRect().top < 0 || top < 0 || bottom > innerHeight) {
      this.figure.scrollIntoView({ block: "start", behavior: still() ? "auto" : "smooth" });
    }
  }
}

/** @type {Map<string, Held>} */
const held = new Map();
for (const figure of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("figure[data-live]"))) {
  held.set(figure.id, new Held(figure));
}

document.addEventListener("click", (event) => {
  const from = event.target instanceof Element ? event.target.closest("a[data-set]") : null;
  if (!(from instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const figure = held.get(from.hash.slice(1));
  if (!figure) return;
  event.preventDefault();
  figure.set(Object.fromEntries(new URLSearchParams(from.dataset.set)), from);
});

// A link from another page carries its values in the address.
const aimed = held.get(location.hash.slice(1));
if (aimed && location.search) aimed.set(Object.fromEntries(new URLSearchParams(location.search)));
