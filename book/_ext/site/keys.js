// @ts-check
// Who follows a link within the page by keyboard, or out of the contents in their drawer, arrives where it leads: the
// focus goes along. Fetched with the first key or click.

document.addEventListener("click", ({ target }) => {
  const link = target instanceof Element ? target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || !link.hash || link.pathname !== location.pathname) return;
  const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const drawer = link.closest("dialog");
  if (!place) return;
  if (!drawer) {
    if (link.matches(".skip-link a, .highlight-link a")) arrive(place);
    return;
  }
  drawer.addEventListener("close", () => arrive(place), { once: true }); // after the theme, which looks for its button
  drawer.close();
});

/** @param {HTMLElement} place */
function arrive(place) {
  const head = /** @type {HTMLElement} */ (place.matches("section") ? (place.querySelector("h1, h2, h3, h4, h5, h6") ?? place) : place);
  if (head.tabIndex < 0) {
    head.tabIndex = -1;
    head.addEventListener("blur", () => head.removeAttribute("tabindex"), { once: true }); // a click on its text gives it none
  }
  head.focus({ preventScroll: true }); // the browser scrolls to where a link leads
}

// Who pressed Enter on the skip link before this had come was led to the text, and has the focus nowhere.
const main = document.getElementById("main-content");
if (main && location.hash === "#main-content" && document.activeElement === document.body) arrive(main);

export {};
