// @ts-check
// The contents beside a page follow the reader, wherever they jump: marked is the heading under which the reader reads. The
// theme marks a heading when it passes by, and keeps the old one where none did.

const LINE = 0.3; // of the view: what stands above it is being read

const nav = document.getElementById("pst-page-toc-nav");
const links = /** @type {HTMLAnchorElement[]} */ ([...(nav?.querySelectorAll('a[href^="#"]') ?? [])]);
const headings = links.map((link) => {
  const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  return place?.querySelector(":is(h1, h2, h3, h4, h5, h6)") ?? place;
});
/** @type {HTMLAnchorElement | undefined} */
let marked;
let pending = false;

if (nav && links.length) {
  for (const when of ["scroll", "resize", "hashchange"]) addEventListener(when, ask, { passive: true });
  document.addEventListener("page:whole", ask);
  ask();
}

/** At most once in a frame. */
function ask() {
  if (!pending) requestAnimationFrame(follow);
  pending = true;
}

function follow() {
  pending = false;
  mark(links[current()]);
}

/** The place of the heading that is read, -1 above the first. */
function current() {
  const chosen = links.findIndex((link) => link.hash === location.hash);
  const end = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  // At the end of a page the last headings cannot reach the line: the one that was asked for is read, or what stands last in the view.
  const line = innerHeight * (end ? 0.9 : LINE);
  if (end && chosen >= 0 && topOf(chosen) > 0 && topOf(chosen) < innerHeight) return chosen;
  let place = -1;
  while (place + 1 < headings.length && topOf(place + 1) < line) place += 1;
  return place;
}

/** @param {number} place */
function topOf(place) {
  return headings[place]?.getBoundingClientRect().top ?? 0;
}

/** @param {HTMLAnchorElement | undefined} link */
function mark(link) {
  if (link === marked) return;
  marked = link;
  for (const each of links) {
    each.classList.toggle("active", each === link);
    if (each === link) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
  for (const entry of nav?.querySelectorAll(".toc-entry") ?? []) entry.classList.toggle("active", entry.contains(link ?? null));
  const box = nav?.closest(".bd-sidebar-secondary");
  if (!link || !box || box.scrollHeight <= box.clientHeight) return;
  const [at, around] = [link.getBoundingClientRect(), box.getBoundingClientRect()];
  if (at.top < around.top || at.bottom > around.bottom) box.scrollTop += at.top - around.top - around.height / 3;
}
