// @ts-check
// In the head of every page, before anything is shown: the theme that the reader chose, and whether what lies below the
// first view may wait for whole.js. A file and not written into the page, so that a site may forbid scripts in pages.

{
  const page = document.documentElement;

  // A browser may forbid even to ask for what a site keeps, and scripts of Sphinx and of the theme would end there: they
  // get something that forgets when the page is left. store.js knows it by `forgets`, and says so beside the questions.
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      void /** @type {any} */ (globalThis)[name];
      continue;
    } catch {
      // forbidden
    }
    /** @type {Map<string, string>} */
    const held = new Map();
    const value = {
      forgets: true,
      getItem: (/** @type {string} */ name) => held.get(name) ?? null,
      setItem: (/** @type {string} */ name, /** @type {unknown} */ text) => void held.set(name, `${text}`),
      removeItem: (/** @type {string} */ name) => void held.delete(name),
    };
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }

  /** @param {string} name */
  const kept = (name) => localStorage.getItem(name) || "auto";
  page.dataset.mode = kept("mode");
  page.dataset.theme = kept("theme");
  // Until the style is there the browser's own ground is seen: dark where the page will be.
  if (page.dataset.mode !== "auto") page.style.colorScheme = page.dataset.mode;

  // A reader who comes to an anchor, or back to where they were, gets a page that is laid out; so does one for whom the module
  // cannot be loaded.
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  if (!location.hash && visit?.type === "navigate") page.classList.add("arriving");
  addEventListener("load", () => setTimeout(() => "whole" in page.dataset || page.classList.remove("arriving"), 20000));

  // What does not work is said, and the text is there: questions whose script did not arrive, and pages opened as files, for
  // which browsers load no modules.
  const file = location.protocol === "file:";
  const tell = () => {
    const idle = [...document.querySelectorAll("section.quiz")].find((quiz) => (file || !quiz.matches(".later")) && quiz.querySelector(".quiz-actions[hidden]"));
    if (file) page.classList.remove("arriving");
    if (!idle) return;
    const note = document.createElement("p");
    note.className = "quiz-unkept";
    note.setAttribute("role", "status");
    idle.before(note);
    note.textContent = file
      ? "This page was opened as a file, and browsers then load only a part of its scripts: answers are not checked and figures stand still. Serve the folder (make serve) for that. Answers and explanations open below each question."
      : "A script could not be loaded, so that answers are not checked here now. Answers and explanations open below each question; loading the page again may help.";
  };
  addEventListener("load", () => setTimeout(tell, file ? 0 : 5000));

  // What the theme asks for by name.
  Object.assign(globalThis, {
    toggleHintShow: "Click to show",
    toggleHintHide: "Click to hide",
    toggleOpenOnPrint: "true",
    togglebuttonSelector: ".toggle, .admonition.dropdown",
  });

  // Buttons of the theme that had a script in an attribute, and Sphinx's link that hides what a search has marked.
  document.addEventListener("click", ({ target }) => {
    const pressed = target instanceof Element ? target.closest("[data-press]")?.getAttribute("data-press") : null;
    if (pressed === "print") print();
    // @ts-expect-error: a constant of Sphinx's own script
    if (pressed === "matches") SphinxHighlight.hideSearchWords();
    const fullScreen = /** @type {any} */ (globalThis).toggleFullScreen;
    if (pressed === "fullscreen" && fullScreen) fullScreen();
  });
}
