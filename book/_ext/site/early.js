// @ts-check
// In the head of every page, before anything is shown: the theme that the reader chose, and whether what lies below the
// first view may wait for whole.js. A file and not written into the page, so that a site may forbid scripts in pages.

{
  const page = document.documentElement;
  /** @param {string} name */
  const kept = (name) => {
    try {
      return localStorage.getItem(name) || "auto";
    } catch {
      return "auto"; // a browser may forbid even to ask
    }
  };
  page.dataset.mode = kept("mode");
  page.dataset.theme = kept("theme");
  // Until the style is there the browser's own ground is seen: dark where the page will be.
  if (page.dataset.mode !== "auto") page.style.colorScheme = page.dataset.mode;

  // A reader who comes to an anchor, or back to where she was, gets a page that is laid out; so does one for whom the module
  // cannot be loaded.
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  if (!location.hash && visit?.type === "navigate") page.classList.add("arriving");
  addEventListener("load", () => setTimeout(() => "whole" in page.dataset || page.classList.remove("arriving"), 20000));

  // What the theme asks for by name.
  Object.assign(globalThis, {
    toggleHintShow: "Click to show",
    toggleHintHide: "Click to hide",
    toggleOpenOnPrint: "true",
    togglebuttonSelector: ".toggle, .admonition.dropdown",
  });

  // Buttons of the theme that had a script in an attribute.
  document.addEventListener("click", ({ target }) => {
    const pressed = target instanceof Element ? target.closest("[data-press]")?.getAttribute("data-press") : null;
    if (pressed === "print") print();
    const fullScreen = /** @type {any} */ (globalThis).toggleFullScreen;
    if (pressed === "fullscreen" && fullScreen) fullScreen();
  });
}
