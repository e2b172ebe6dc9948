// @ts-check
// A clock that a reader moves: back and on by buttons, anywhere by a slider, whose arrow keys go back and on, too.

import { button, made, rest, slider } from "./kit.js";

/**
 * @param {{label: string, last: number, value: number, change: (value: number) => void, back?: string, on?: string}} options
 */
export function stepper({ label, last, value, change, back = "Step back", on = "Step on" }) {
  let [now, most] = [value, last];
  const go = (/** @type {number} */ to) => {
    const next = Math.min(Math.max(to, 0), most);
    if (next === now) return;
    now = next;
    show();
    change(now);
  };
  const before = button(back, () => go(now - 1));
  const after = button(on, () => go(now + 1));
  const place = slider({ label, min: 0, max: last, step: 1, value, write: (each) => `${each}`, change: (each) => go(each) });
  const element = made("div", { class: "live-controls live-stepper" }, before, after, place.element);
  function show() {
    place.input.max = String(most);
    place.show(now);
    rest(before, now === 0);
    rest(after, now === most);
  }
  show();
  return {
    element,
    input: place.input,
    get value() {
      return now;
    },
    /**
     * Another place, and another end where one is given; nothing is called.
     * @param {number} to
     * @param {number} [end]
     */
    set(to, end = most) {
      most = end;
      now = Math.min(Math.max(to, 0), most);
      show();
    },
  };
}
