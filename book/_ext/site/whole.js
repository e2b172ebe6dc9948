// @ts-check
// A page is shown before all of it is laid out: the blocks below the first view (class "later") have to wait. This lays
// them out, from the top down, in pieces so small that the reader notices none. In the end the page is an ordinary one.

const SLICE = 4; // ms of work until the browser may do something else
const NEAR = "100%"; // of a screen: what is nearer to the view does not wait for its turn

const later = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".later")]);
let next = 0; // the first that may still wait

const near = new IntersectionObserver(
  (seen) => {
    for (const { isIntersecting, target } of seen) if (isIntersecting) show(/** @type {HTMLElement} */ (target));
  },
  { rootMargin: `${NEAR} 0px` },
);

if (document.documentElement.classList.contains("arriving")) {
  for (const block of later) if (block.matches(".quiz, .live")) near.observe(block); // the browser sees to the others
  addEventListener("beforeprint", all);
  addEventListener("keydown", ({ key, ctrlKey, metaKey }) => key === "f" && (ctrlKey || metaKey) && all()); // to find all there is
  document.addEventListener("click", aim, true);
} else {
  for (const block of later) show(block); // nothing waits
  next = later.length;
}
hold();
addEventListener("hashchange", hold);
if (document.readyState === "complete") idle(slice);
else addEventListener("load", () => idle(slice));

/**
 * WebKit does not hold a place while what stands above it grows: it is sought again until the reader moves, or for as long as
 * pages take to settle.
 */
function hold() {
  const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place || CSS.supports("overflow-anchor: auto")) return;
  const watch = new ResizeObserver(() => place.scrollIntoView());
  const stop = () => watch.disconnect();
  for (const move of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(move, stop, { once: true, passive: true });
  for (const block of document.querySelectorAll("article section > *, article")) watch.observe(block);
  setTimeout(stop, 10_000);
}

/** Lay out as much as can be done unnoticed, and come back for the rest. */
function slice() {
  const end = performance.now() + SLICE;
  while (next < later.length && performance.now() < end) showNext();
  idle(next < later.length ? slice : done);
}

/** Tell those that measure the page. */
function done() {
  document.documentElement.dataset.whole = "";
  document.dispatchEvent(new Event("page:whole"));
}

function showNext() {
  const block = /** @type {HTMLElement} */ (later[next]);
  next += 1;
  if (!block.classList.contains("later")) return;
  show(block);
  block.getBoundingClientRect(); // now, because what is put off to the frame is one long task
}

/**
 * Let a block be laid out, and those that work in it begin.
 * @param {HTMLElement} block
 */
function show(block) {
  near.unobserve(block);
  block.classList.remove("later");
  if (!block.className) block.removeAttribute("class");
  block.dispatchEvent(new Event("page:shown"));
}

function all() {
  while (next < later.length) showNext();
}

/**
 * The place that a link leads to is known once all above it is laid out, and a screen below it.
 * @param {Event} event
 */
function aim(event) {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || !link.hash || link.pathname !== location.pathname) return;
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return;
  const before = (/** @type {Node} */ block) => !(target.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_FOLLOWING);
  while (next < later.length && before(/** @type {Node} */ (later[next]))) showNext();
  const end = target.getBoundingClientRect().bottom + innerHeight;
  while (next < later.length && (later[next]?.getBoundingClientRect().top ?? 0) < end) showNext();
}

/** @param {() => void} work */
function idle(work) {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(work, { timeout: 200 });
  else setTimeout(work);
}
