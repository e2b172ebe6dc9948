// @ts-check
// The service worker: pages that were visited, or taken along (My progress), can be read again without a network.
// A page and its files come from the network where there is one, and from what was kept where there is none. That something
// cannot be kept is never a reason not to answer.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const KEPT = "recurrent-course-1";
const MOST = 800; // files that are kept of visits; the oldest go first

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(worker.registration.scope)) return;
  const answered = answer(request);
  event.respondWith(answered.then(({ response }) => response));
  event.waitUntil(answered.then(({ copy }) => copy && keep(request, copy)).catch(() => {}));
});

// What a page had loaded before the worker was there.
worker.addEventListener("message", (event) => {
  const addresses = /** @type {unknown} */ (event.data);
  if (Array.isArray(addresses)) event.waitUntil(keepAll(addresses.filter((address) => typeof address === "string")));
});

// Files whose folder is named by what they hold: the page's Python. What is there is right, and is not asked for again.
const FIXED = /\/_static\/(pyodide|python)-[^/]+\//;

/**
 * @param {Request} request
 * @returns {Promise<{response: Response, copy?: Response}>} With a copy of what is to be kept.
 */
async function answer(request) {
  const there = FIXED.test(request.url) && (await caches.match(request.url).catch(() => undefined));
  if (there) return { response: there };
  try {
    const response = await fetch(request);
    const fit = response.status === 200 && !(FIXED.test(request.url) && isPage(response));
    return fit ? { response, copy: response.clone() } : { response };
  } catch (error) {
    // What was visited is newer than what was taken along, and stands before it.
    const found = await caches.match(request, { ignoreSearch: request.mode === "navigate" }).catch(() => undefined);
    if (found) return { response: found };
    if (request.mode !== "navigate") throw error;
    return { response: new Response(NOT_KEPT, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } }) };
  }
}

/**
 * Whether an answer is a page: what a hotel's network says in the place of a file is not kept as that file.
 * @param {Response} response
 */
function isPage(response) {
  return (response.headers.get("Content-Type") ?? "").startsWith("text/html");
}

/**
 * Keep an answer; where there is no room, in the place of the oldest, and where that does not help, not at all. An answer
 * that breaks off is not kept, and takes no other's place.
 * @param {Request | string} request
 * @param {Response} response
 */
async function keep(request, response) {
  const kept = await caches.open(KEPT);
  const again = response.clone();
  try {
    await kept.put(request, response);
    await dropEarlier(kept, typeof request === "string" ? request : request.url);
  } catch (error) {
    if (!(error instanceof Error && error.name === "QuotaExceededError")) return;
    await prune(kept, 0.5);
    await kept.put(request, again).catch(() => {});
  }
  await prune(kept);
}

/**
 * Drop the files of earlier folders of the page's Python.
 * @param {Cache} kept
 * @param {string} address Of a file that has come.
 */
async function dropEarlier(kept, address) {
  const now = FIXED.exec(address);
  if (!now) return;
  const old = (await kept.keys()).filter(({ url }) => FIXED.exec(url)?.[1] === now[1] && FIXED.exec(url)?.[0] !== now[0]);
  await Promise.allSettled(old.map((request) => kept.delete(request)));
}

/**
 * Drop the oldest files: those beyond the most that are kept, or a share of all.
 * @param {Cache} kept
 * @param {number} share
 */
async function prune(kept, share = 0) {
  const all = await kept.keys(); // in the order in which they were put in
  const old = all.slice(0, Math.max(Math.ceil(share * all.length), all.length - MOST));
  await Promise.allSettled(old.map((request) => kept.delete(request)));
}

/** @param {string[]} addresses */
async function keepAll(addresses) {
  const kept = await caches.open(KEPT);
  const own = addresses.filter((address) => address.startsWith(worker.registration.scope));
  await Promise.allSettled(
    own.map(async (address) => {
      if (await kept.match(address)) return;
      const response = await fetch(address);
      if (response.status === 200) await keep(address, response);
    }),
  );
}

const NOT_KEPT = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>No network</title></head><body><main><h1>This page is not here yet</h1>
<p>There is no network, and this page has not been opened on this device before. Pages that you have opened can be read
again: use the browser's way back. <a href="./progress.html">My progress</a> takes pages along for a journey.</p></main></body></html>`;
