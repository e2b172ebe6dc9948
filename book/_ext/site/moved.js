// @ts-check
// On a page whose parts have become pages of their own: an address with an anchor of then leads to where that stands now.

/** @type {Record<string, string[]>} */
const moved = JSON.parse(document.getElementById("moved-anchors")?.textContent ?? "{}");

follow();
addEventListener("hashchange", follow);

/** Go on, in place of this page, where it does not have the anchor and another one does. */
function follow() {
  const anchor = decodeURIComponent(location.hash.slice(1));
  if (!anchor || document.getElementById(anchor)) return;
  const page = Object.keys(moved).find((name) => moved[name]?.includes(anchor));
  if (page) location.replace(new URL(`${page}${location.search}#${anchor}`, document.baseURI));
}
