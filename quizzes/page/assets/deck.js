// @ts-check
// Questions one at a time, taken from the pages on which they stand.

import { questionsIn } from "./question.js";
import { load } from "./store.js";
import { counted, loadQuestion, made } from "./site.js";

/** @typedef {{id: string, url: string, title: string}} Card */

export class Deck {
  /**
   * @param {HTMLElement} box
   * @param {Card[]} cards
   * @param {() => void} done
   * @param {(id: string) => boolean} [wanted] Asked when its turn comes: another tab may have answered it.
   */
  constructor(box, cards, done, wanted = () => true) {
    this.box = box;
    this.cards = cards;
    this.done = done;
    this.wanted = wanted;
    this.place = -1;
    this.right = 0;
    this.status = made("p", "", "quiz-deck-status");
    this.status.role = "status";
    this.status.id = "quiz-deck-status";
    this.holder = made("div");
    this.button = made("button", "", "quiz-next");
    this.button.addEventListener("click", () => this.next());
    box.replaceChildren(this.status, this.holder, this.button);
  }

  /**
   * Show the next question with no answer in it; the focus goes to it.
   * @returns {Promise<void>}
   */
  async next() {
    this.place += 1;
    const card = this.cards[this.place];
    this.button.hidden = true;
    this.holder.replaceChildren();
    if (!card) return this.finish();
    if (!this.wanted(card.id)) return this.next();
    const section = await loadQuestion(card.url, card.id).catch(() => null);
    if (!section || document.getElementById(card.id)) return this.next();
    this.holder.append(section);
    const task = this.holder.querySelector(".py-task");
    const outcome = task && (await (await import("./code-card.js")).start(task));
    if (!outcome) {
      const [question] = questionsIn(this.holder);
      if (!question) return this.next();
      // Nothing is forgotten here.
      section.querySelector(".quiz-reset")?.remove();
      const number = section.querySelector(".quiz-number");
      if (number) number.textContent = `${card.title}.`;
      question.start({ resume: false });
      // Hidden until it shows the numbers that it will ask for.
      section.hidden = true;
      await question.showVariant((load(card.id)?.attempts ?? 0) % question.hashes.length);
      section.hidden = false;
      question.startHints(0);
    }
    // It is read with the question that has the focus, and not besides.
    this.status.ariaLive = "off";
    this.status.textContent = `Question ${this.place + 1} of ${this.cards.length}`;
    // The first try counts, and what follows it changes nothing here.
    section.addEventListener(
      "quiz:changed",
      () => {
        if ((outcome ? outcome() : section.dataset.outcome) === "right") this.right += 1;
        this.button.textContent = this.place + 1 < this.cards.length ? "Next question" : "Finish";
        this.button.hidden = false;
      },
      { once: true },
    );
    // The group is called by the question, so that whoever hears the page is told it on arriving.
    const group = section.querySelector("fieldset") ?? section;
    group.setAttribute("aria-describedby", this.status.id);
    focusOn(group);
  }

  finish() {
    this.status.textContent = `Done: ${this.right} of ${counted(this.cards.length, "question")} right at the first try.`;
    focusOn(this.status);
    this.done();
  }
}

/** @param {HTMLElement} element */
function focusOn(element) {
  element.tabIndex = -1;
  element.focus();
}

/**
 * What a deck needs to know of items; those that no page shows are left out.
 * @param {import("./site.js").Site} site
 * @param {string[]} ids
 * @returns {Card[]}
 */
export function cardsOf(site, ids) {
  return ids.flatMap((id) => {
    const page = site.pages.find(({ items }) => items.some((item) => item.id === id));
    return page ? [{ id, url: page.url, title: page.title }] : [];
  });
}
