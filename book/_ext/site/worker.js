// @ts-check
// The service worker: pages that were visited can be read again without a network.
// A page and its files come from the network where there is one, and from what was kept where there is none.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const KEPT = "recurrent-course-1";

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && request.url.startsWith(worker.registration.scope)) event.respondWith(answer(request));
});

// What a page had loaded before the worker was there.
worker.addEventListener("message", (event) => {
  const addresses = /** @type {unknown} */ (event.data);
  if (Array.isArray(addresses)) event.waitUntil(keepAll(addresses.filter((address) => typeof address === "string")));
});

/** @param {Request} request */
async function answer(request) {
  const kept = await caches.open(KEPT);
  try {
    const response = await fetch(request);
    if (response.ok && response.status === 200) await kept.put(request, response.clone());
    return response;
  } catch (error) {
    const found = await kept.match(request, { ignoreSearch: request.mode === "navigate" });
    if (found) return found;
    if (request.mode === "navigate") return new Response(NOT_KEPT, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
    throw error;
  }
}

/** @param {string[]} addresses */
async function keepAll(addresses) {
  const kept = await caches.open(KEPT);
  const own = addresses.filter((address) => address.startsWith(worker.registration.scope));
  await Promise.allSettled(own.map(async (address) => (await kept.match(address)) ?? kept.add(address)));
}

const NOT_KEPT = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>No network</title></head><body><main><h1>This page is not here yet</h1>
<p>There is no network, and this page has not been opened on this device before. Pages that you have opened can be read
again: use the browser's way back.</p></main></body></html>`;
