// @ts-check
// The style of what the page's Python shows, which no page has before somebody asks for it.

/** Add it once. */
export function addStyle() {
  const address = new URL("python.css", import.meta.url).href;
  if (document.querySelector(`link[href="${CSS.escape(address)}"]`)) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address }));
}
