// @ts-check
// The tips of the buttons and the menu of downloads are Bootstrap's, 80 kB that few readers use: it is fetched when such a
// button is first pointed at, reached by the Tab key or pressed, and then does what was asked. Until then a tip is the
// browser's own. A tip goes when its button is pressed or left, or with Escape. What takes the focus along links comes
// with the first key or click.

const BUTTONS = "[data-bs-toggle]";
/** @type {Promise<any> | null} */
let fetched = null;
/** @type {Element | null} */
let wanted = null;

for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, meet);
document.addEventListener("click", press, true);
for (const kind of ["click", "focusout", "keydown"]) document.addEventListener(kind, hide);
for (const kind of ["click", "keydown"]) document.addEventListener(kind, () => import("./keys.js").catch(() => {}), { once: true });

/** @param {EventTarget | null} target */
function button(target) {
  return target instanceof Element ? target.closest(BUTTONS) : null;
}

/** @param {Event} event */
async function meet({ type, target }) {
  const met = (wanted = button(target));
  if (!met) return;
  const first = !("bootstrap" in globalThis); // once it is there it sees to the pointer
  const Tooltip = (await load())?.Tooltip;
  const byKey = type === "focusin";
  if (!Tooltip || met !== wanted || !met.matches(`[data-bs-toggle="tooltip"]${byKey ? ":focus-visible" : ":hover"}`)) return;
  if (byKey) {
    forget(met);
    new Tooltip(met, { trigger: "manual" }).show();
  } else if (first || !Tooltip.getInstance(met)) Tooltip.getOrCreateInstance(met, { trigger: "hover" }).show();
}

/** @param {Event} event */
function hide(event) {
  if (event instanceof KeyboardEvent && event.key !== "Escape") return;
  const left = button(event.target);
  if (left) forget(left);
}

/** @param {Element} element Whose tip goes at once; one that only hid would come back with the next of another kind. */
function forget(element) {
  const tip = /** @type {any} */ (globalThis).bootstrap?.Tooltip.getInstance(element);
  tip?.dispose();
  if (tip) element.removeAttribute("aria-describedby");
}

/** @param {MouseEvent} event */
async function press(event) {
  const pressed = button(event.target);
  if (pressed?.getAttribute("data-bs-toggle") !== "dropdown" || "bootstrap" in globalThis) return;
  event.preventDefault();
  (await load())?.Dropdown.getOrCreateInstance(pressed).toggle();
}

/** Fetch it once; without a network the buttons do what they do without it. */
function load() {
  return (fetched ??= new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = new URL("./scripts/bootstrap.js", import.meta.url).href;
    script.onload = () => resolve(/** @type {any} */ (globalThis).bootstrap);
    script.onerror = () => resolve((fetched = null));
    document.head.append(script);
  }));
}

export {};
