import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const source = readFileSync(new URL("../../book/_ext/site/worker.js", import.meta.url), "utf8");
const site = "http://127.0.0.1/course/";

/** What a browser keeps: at most so many files, and none whose body breaks off. */
function cache(most) {
  const files = new Map();
  return {
    files,
    keys: async () => [...files.keys()].map((url) => ({ url })),
    match: async (request) => files.get(request.url ?? request),
    delete: async ({ url }) => files.delete(url),
    put: async (request, response) => {
      const url = request.url ?? request;
      await response.arrayBuffer();
      if (!files.has(url) && files.size >= most) throw new DOMException("full", "QuotaExceededError");
      files.delete(url);
      files.set(url, response);
    },
  };
}

/** The worker in a browser with this cache and network; returns what asks it for an address and waits until all is done. */
function start(kept, fetch) {
  const handlers = {};
  const registration = { scope: site };
  const self = { registration, skipWaiting() {}, addEventListener: (name, handle) => { handlers[name] = handle; } }; // prettier-ignore
  const caches = { open: async () => kept, match: kept.match };
  vm.runInNewContext(source, { self, caches, fetch, Response, URL, DOMException, Error });
  return async (path) => {
    let answered;
    const waiting = [];
    const request = { url: site + path, method: "GET", mode: "navigate" };
    const respondWith = (promise) => { answered = promise; }; // prettier-ignore
    handlers.fetch({ request, respondWith, waitUntil: (promise) => waiting.push(promise) });
    const response = await answered;
    await Promise.all(waiting);
    return response;
  };
}

function broken() {
  const stream = new ReadableStream({ pull: (controller) => controller.error(new TypeError("network error")) });
  return new Response(stream, { status: 200 });
}

test("an answer that breaks off takes no other's place", async () => {
  const kept = cache(100);
  const ask = start(kept, async ({ url }) => (url.endsWith("breaks-off.html") ? broken() : new Response(url)));
  for (const path of ["a.html", "b.html", "c.html"]) await ask(path);
  await ask("breaks-off.html");
  assert.deepEqual([...kept.files.keys()], ["a.html", "b.html", "c.html"].map((path) => site + path));
});

test("where there is no room the oldest half makes some", async () => {
  const kept = cache(4);
  const ask = start(kept, async ({ url }) => new Response(url));
  for (const path of ["a", "b", "c", "d", "e"]) await ask(path);
  assert.deepEqual([...kept.files.keys()], ["c", "d", "e"].map((path) => site + path));
});

test("without a network an address that was visited is answered, and another told", async () => {
  const kept = cache(9);
  let network = true;
  const ask = start(kept, async ({ url }) => {
    if (!network) throw new TypeError("no network");
    return new Response(`content of ${url}`);
  });
  await ask("a.html");
  network = false;
  assert.equal((await ask("a.html")).status, 200);
  const told = await ask("b.html");
  assert.equal(told.status, 503);
  assert.match(await told.text(), /This page is not here yet/);
});
