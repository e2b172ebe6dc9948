// @ts-check
// The end of My progress: files out and in, a file for an instructor, and everything deleted.

import { classFile } from "./class-file.js";
import { handOver, saveButton } from "./keeping.js";
import { settle } from "./settle.js";
import { counted, made } from "./site.js";
import { browserStorage, names } from "./store.js";
import { button } from "./tables.js";
import { imported, removeAll } from "./transfer.js";

/** @import { Site } from "./site.js" */

/**
 * @param {Site} site
 * @param {() => void} draw
 */
export function keep(site, draw) {
  const status = made("p");
  status.setAttribute("role", "status");
  const file = Object.assign(made("input", "", "quiz-file"), { type: "file", accept: ".json,application/json" });
  const label = made("label", "Import a file ");
  label.append(file);
  const line = made("div", "", "quiz-keep");
  line.append(
    saveButton(() => {
      status.textContent = "The file was handed to your browser to save.";
      draw();
    }),
    label,
    button("Delete everything", () => {
      const count = names().length;
      if (!confirm("Delete all that this browser keeps of your progress? It cannot be brought back.")) return;
      removeAll(browserStorage());
      status.textContent = `${count} ${count === 1 ? "entry" : "entries"} deleted.`;
      draw();
    }),
  );
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    const storage = browserStorage();
    if (!chosen) return;
    try {
      if (!storage) throw new Error("This browser keeps nothing for this site. Nothing was changed.");
      const count = imported(storage, await chosen.text());
      settle();
      status.textContent = count ? `Taken over: ${counted(count, "thing")} that this browser did not know.` : "The file holds nothing that this browser does not know.";
      document.dispatchEvent(new Event("quiz:changed"));
      draw();
    } catch (error) {
      status.textContent = error instanceof Error ? error.message : String(error);
    }
    file.value = "";
  });
  const told = made("p", "What this browser and a file know is put together: answer on two devices, and take the file of each to the other.");
  return [made("h2", "Keep or remove"), told, line, status, ...handIn(site)];
}

/** @param {Site} site */
function handIn(site) {
  const name = Object.assign(made("input"), { type: "text", autocomplete: "off", maxLength: 100 });
  const label = made("label", "Your id in the course ");
  label.append(name);
  const status = made("p");
  status.setAttribute("role", "status");
  const shown = made("pre", "", "quiz-class-file");
  shown.tabIndex = 0;
  const folded = made("details");
  folded.append(made("summary", "What is in the file"), shown);
  folded.addEventListener("toggle", () => {
    if (!folded.open) return;
    shown.textContent = classFile(site, name.value.trim(), Date.now());
    shown.tabIndex = 0; // it scrolls now, and the theme, which looks at folded parts when they open, saw it empty
  });
  const make = button("Make a file for the instructor", () => {
    if (!name.value.trim()) {
      status.textContent = "Write first under which id the course knows you.";
      name.focus();
      return;
    }
    handOver(classFile(site, name.value.trim(), Date.now()), "class-progress.json");
    status.textContent = "The file was handed to your browser to save. Give it to your instructor, if you want to.";
  });
  const line = made("div", "", "quiz-keep");
  line.append(label, make);
  const told = made("p", "If a course asks for it, and you agree: a file with what you answered and how often you were right, without dates and without your answers. Nothing is sent from here.");
  return [made("h2", "For an instructor"), told, line, folded, status];
}
