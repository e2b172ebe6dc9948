// @ts-check
// The switch that has a reader asked how sure they are; off at first.

import { loadSettings, saveSettings } from "./store.js";

/** Return the switch in its label. */
export function sureSwitch() {
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: loadSettings().confidence });
  box.setAttribute("role", "switch");
  label.className = "quiz-setting";
  label.append(box, " Ask me how sure I am before I check");
  box.addEventListener("change", () => {
    saveSettings({ ...loadSettings(), confidence: box.checked });
    document.dispatchEvent(new Event("quiz:settings"));
  });
  return label;
}
