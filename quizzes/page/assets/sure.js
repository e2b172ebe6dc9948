// @ts-check
// How sure a reader is before they check: asked only where they want to be asked.

import { loadSettings } from "./store.js";

export const LEVELS = ["guess", "fairly sure", "certain"]; // remembered as 1, 2, 3
let names = 0;

export class Sure {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.box = document.createElement("fieldset");
    this.box.className = "quiz-sure";
    const legend = document.createElement("legend");
    legend.textContent = "How sure are you?";
    this.box.append(legend);
    names += 1;
    this.radios = LEVELS.map((text, place) => {
      const radio = Object.assign(document.createElement("input"), {
        type: "radio", name: `quiz-sure-${names}`, value: String(place + 1),
      }); // prettier-ignore
      const label = document.createElement("label");
      label.append(radio, ` ${text}`);
      this.box.append(label);
      return radio;
    });
    // Being sure is not the answer: it takes back no verdict.
    this.box.addEventListener("input", (event) => event.stopPropagation());
    this.form = form;
    document.addEventListener("quiz:settings", () => this.update());
    this.update();
  }

  update() {
    if (loadSettings().confidence) this.form.querySelector(".quiz-actions")?.before(this.box);
    else this.box.remove();
  }

  /** The level that was chosen, or undefined. */
  get level() {
    const place = this.box.isConnected ? this.radios.findIndex((radio) => radio.checked) : -1;
    return place < 0 ? undefined : place + 1;
  }

  get missing() {
    return this.box.isConnected && this.level === undefined;
  }

  /** Ask for it; returns the words. */
  ask() {
    this.radios[0]?.focus();
    return "Say first how sure you are.";
  }
}
