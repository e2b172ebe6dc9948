// @ts-check
// Who copies a formula gets its LaTeX. The sources lie in a file beside the page, loaded once a formula is selected.

const page = document.documentElement.dataset.page ?? "";
const root = new URL(document.documentElement.dataset.content_root ?? "./", document.baseURI);
/** @type {Record<string, string>} */
const sources = await (await fetch(new URL(`_static/tex/${page}.json`, root))).json();

document.addEventListener("copy", (event) => {
  const selection = getSelection();
  if (!selection?.rangeCount || !event.clipboardData) return;
  const range = selection.getRangeAt(0).cloneRange();
  // A formula is taken as a whole, or it is no formula.
  const first = formulaAround(range.startContainer);
  const last = formulaAround(range.endContainer);
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);
  const held = document.createElement("div");
  held.append(range.cloneContents());
  if (!held.querySelector(".katex")) return;
  for (const formula of held.querySelectorAll(".katex")) {
    const math = formula.querySelector("math");
    const source = math && sources[key(says(math))];
    const display = formula.closest(".katex-display") !== null;
    if (source) (display ? formula.closest(".katex-display") : formula)?.replaceWith(display ? `\n$$${source}$$\n` : `$${source}$`);
    else for (const drawn of formula.querySelectorAll(".katex-html")) drawn.remove();
  }
  for (const unsaid of held.querySelectorAll(".headerlink, .gp")) unsaid.remove();
  event.clipboardData.setData("text/plain", textOf(held));
  event.preventDefault();
});

/**
 * The text as it is laid out, with its lines.
 * @param {HTMLElement} held
 */
function textOf(held) {
  held.style.cssText = "position: absolute; inset-inline-start: -9999px; white-space: pre-wrap";
  document.body.append(held);
  const text = held.innerText;
  held.remove();
  return text;
}

/** @param {Node} node */
function formulaAround(node) {
  const element = node instanceof Element ? node : node.parentElement;
  return element?.closest(".katex-display") ?? element?.closest(".katex") ?? null;
}

/**
 * What formula_sources.py makes of a formula, too.
 * @param {Element} element
 * @returns {string}
 */
function says(element) {
  const children = [...element.children];
  return `${element.localName}:${children.length ? children.map(says).join("") : (element.textContent ?? "")}`;
}

/** @param {string} text */
function key(text) {
  let number = 0x811c9dc5;
  for (let k = 0; k < text.length; k += 1) number = Math.imul(number ^ text.charCodeAt(k), 0x01000193) >>> 0;
  return number.toString(16).padStart(8, "0");
}

export {}; // a module: it waits for its sources
