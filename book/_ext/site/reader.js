// @ts-check
// On every page: register the service worker, and show the content alone where the page is embedded (?embed).

const root = new URL(document.documentElement.dataset.content_root ?? "./", document.baseURI);

if (new URLSearchParams(location.search).has("embed")) embed();
if ("serviceWorker" in navigator && isSecureContext) addEventListener("load", keepForLater);

// A formula was selected, and may be copied.
let asked = false;
document.addEventListener("selectionchange", () => {
  const selection = asked ? null : getSelection();
  if (!selection || selection.isCollapsed || !document.querySelector(".katex")) return;
  const range = selection.getRangeAt(0);
  const around = range.commonAncestorContainer;
  const element = around instanceof Element ? around : around.parentElement;
  if (!element?.closest(".katex") && ![...(element?.querySelectorAll(".katex") ?? [])].some((formula) => range.intersectsNode(formula))) return;
  asked = true;
  import("./tex.js").catch(() => {}); // without a network the browser copies what it sees
});

/** Let what this page is made of be read again without a network. */
async function keepForLater() {
  const registration = await navigator.serviceWorker.register(new URL("worker.js", root)).catch(() => null);
  if (!registration) return;
  await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const page = location.href.split(/[?#]/)[0] ?? "";
  registration.active?.postMessage([page, ...loaded]);
}

/** Leave the frame of the site away, stay so on the way to other pages, and tell the frame around how high the page is. */
function embed() {
  document.documentElement.dataset.embed = "";
  for (const link of document.querySelectorAll("a[href]")) {
    const url = new URL(link.getAttribute("href") ?? "", document.baseURI);
    if (url.origin !== root.origin || url.pathname === location.pathname) continue;
    url.searchParams.set("embed", "");
    link.setAttribute("href", url.href);
  }
  if (parent === window) return;
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    parent.postMessage(JSON.stringify({ subject: "lti.frameResize", height }), "*"); // the message that Canvas and others know
  };
  new ResizeObserver(tell).observe(document.body);
}
