// @ts-check
// The worker in which Python runs: Pyodide and the course's wheel. It knows nothing of the page, and once it has
// started it holds nothing that could reach beyond it: see `close` and the page's content policy, which it inherits.

import { expose } from "comlink";

/** @typedef {"notebook" | "judge"} Role */

const NOT_FETCHED = "NotFetched"; // the name of the error that a file could not be had
const PACKED = "pyodide.asm.wasm"; // lies on the server as gzip, whatever the server makes of files
const request = fetch.bind(globalThis);
/** @type {any} */
let python;
/** @type {any} */
let inside;
/** @type {string} */
let core;
/** @type {string} */
let course;
// Python looks into it at each fiftieth turn of a loop, and finds nothing. But to look it calls a function in JavaScript,
// and there alone WebKit notices that a worker was ended: it does not in the middle of WebAssembly, so that a loop
// without end went on after Stop until the window was closed. Why: DECISIONS.md#stopped-in-webkit.
const LOOKED_AT = {
  get 0() {
    return 0;
  },
  set 0(_) {},
};
let loaded = 0;
/** @type {(error: Error) => void} Ends what waits for a file: Pyodide waits for ever for one that broke off. */
let fail = () => {};

/**
 * Tell the page something while it waits for an answer; in one line with the answers, so that it comes before them.
 * @param {string} kind
 * @param {unknown} content
 */
function tell(kind, content) {
  postMessage({ told: kind, content: String(content) });
}

/**
 * A file of the site, counted while it comes.
 * @param {RequestInfo | URL} asked
 * @param {RequestInit} [options]
 */
async function counted(asked, options) {
  const address = String(asked instanceof Request ? asked.url : asked);
  const packed = address.endsWith(PACKED);
  const file = address.split("/").pop() ?? "";
  const response = await request(packed ? `${address}.packed` : asked, options).catch((error) => {
    throw failed(file, error);
  });
  if (!response.ok || !response.body) throw failed(file, response.status);
  const body = response.body.pipeThrough(
    new TransformStream({
      transform(part, out) {
        loaded += part.byteLength;
        tell("loaded", loaded);
        out.enqueue(part);
      },
    }),
  );
  const type = packed ? "application/wasm" : (response.headers.get("Content-Type") ?? "");
  const whole = packed ? body.pipeThrough(new DecompressionStream("gzip")) : body;
  return new Response(watched(whole, file), { status: response.status, headers: { "Content-Type": type } });
}

/**
 * @param {string} file
 * @param {unknown} why
 */
function failed(file, why) {
  const error = new Error(`${file}: ${why instanceof Error ? why.message : why}`);
  error.name = NOT_FETCHED;
  fail(error);
  return error;
}

/**
 * A body that tells when it breaks off.
 * @param {ReadableStream<Uint8Array>} body
 * @param {string} file
 */
function watched(body, file) {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(out) {
      try {
        const { done, value } = await reader.read();
        if (done) out.close();
        else out.enqueue(value);
      } catch (error) {
        out.error(failed(file, error));
      }
    },
  });
}

/**
 * Take away what a program in here could reach the network, the site's storage or another worker with.
 */
function close() {
  const names = ["fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource", "BroadcastChannel",
    "caches", "indexedDB", "importScripts", "Worker", "SharedWorker", "cookieStore", "navigator", "Notification"]; // prettier-ignore
  for (const name of names) {
    for (let holder = globalThis; holder; holder = Object.getPrototypeOf(holder)) {
      try {
        delete (/** @type {any} */ (holder)[name]);
      } catch {
        // it stays where the browser wants it; the policy holds all the same
      }
    }
  }
}

/**
 * Fetch a package and put it where Python finds it: one of Pyodide's, or an archive of the course's.
 * @param {string} name
 */
async function add(name) {
  if (!name.endsWith(".zip")) {
    await python.loadPackage(name, { messageCallback: () => {}, checkIntegrity: true });
    return;
  }
  const response = await counted(new URL(name, course));
  python.unpackArchive(await response.arrayBuffer(), "zip");
}

/**
 * Do something for which Pyodide needs the network.
 * @template T
 * @param {() => Promise<T>} work
 */
async function open(work) {
  globalThis.fetch = /** @type {typeof fetch} */ (counted);
  const broken = new Promise((_, reject) => {
    fail = reject;
  });
  try {
    return await Promise.race([work(), /** @type {Promise<never>} */ (broken)]);
  } finally {
    close();
  }
}

const api = {
  /**
   * @param {Role} role
   * @param {string} base Where Pyodide's files are.
   * @param {string} wheel Address of the course's wheel.
   */
  async start(role, base, wheel) {
    core = base;
    course = wheel;
    await open(async () => {
      const { loadPyodide } = await import(`${core}pyodide.mjs`);
      const archive = counted(wheel).then((response) => response.arrayBuffer());
      archive.catch(() => {}); // it is told by `fail`
      python = await loadPyodide({ indexURL: core, packages: ["numpy"], stdout: () => {}, stderr: () => {}, jsglobals: globals() });
      python.unpackArchive(await archive, "wheel");
      python.setInterruptBuffer(LOOKED_AT);
    });
    const module = role === "judge" ? "judge" : "notebook";
    inside = python.pyimport(`quizzes.live.inside.${module}`);
  },

  /**
   * Run a cell; what it needs of the packages that are fetched later is fetched first.
   * @param {string} source
   * @param {string} title For the reader.
   * @param {string} name Of the notebook whose names it shares.
   * @returns {Promise<boolean>}
   */
  async run(source, title, name) {
    const wanted = JSON.parse(inside.packages(source));
    if (wanted.length) {
      tell("loading", wanted.join(" ").replaceAll(".zip", ""));
      loaded = 0;
      await open(() => Promise.all(wanted.map(add)));
      tell("ready", "");
    }
    return inside.run_cell(source, title, name, tell);
  },

  /** @param {string} name */
  clear(name) {
    inside.clear(name);
  },

  /**
   * @param {string} request
   * @param {string} name
   * @returns {string}
   */
  answer(request, name) {
    return inside.call(request, name);
  },

  /**
   * The numbers of the cells that a cell needs.
   * @param {string[]} sources
   * @param {number} target
   * @returns {number[]}
   */
  order(sources, target) {
    return JSON.parse(inside.order(JSON.stringify(sources), target));
  },

  /**
   * Put a file where the cells look for it.
   * @param {string} name
   * @param {Uint8Array} content
   */
  write(name, content) {
    const path = `${python.FS.cwd()}/${name}`;
    python.FS.mkdirTree(path.split("/").slice(0, -1).join("/"));
    python.FS.writeFile(path, content);
  },

  /**
   * Questions on the last of some cells, which solves a task.
   * @param {string} task
   * @param {string[]} cells
   * @param {string} seed
   * @returns {{questions: import("./explain.js").Question[], notes: string[]}}
   */
  explain(task, cells, seed) {
    return JSON.parse(python.pyimport("quizzes.live.inside.explain").questions(task, JSON.stringify(cells), seed));
  },

  /**
   * What the answers in a question's boxes are worth.
   * @param {object[]} fields
   * @param {string[]} answers
   * @returns {import("./explain.js").Judged[]}
   */
  judged(fields, answers) {
    return JSON.parse(python.pyimport("quizzes.live.inside.explain").judged(JSON.stringify(fields), JSON.stringify(answers)));
  },

  /**
   * @param {string} id
   * @param {string} text
   */
  add(id, text) {
    inside.add(id, text);
  },

  /**
   * @param {string} id
   * @returns {string[]}
   */
  requests(id) {
    return JSON.parse(inside.requests(id));
  },

  /**
   * @param {string} id
   * @param {string[]} replies
   */
  verdict(id, replies) {
    return JSON.parse(inside.verdict(id, JSON.stringify(replies)));
  },
};

/** @typedef {typeof api} Api */

/** What Python's `import js` may see: nothing that reaches outside. */
function globals() {
  const names = ["Object", "Array", "Uint8Array", "Float64Array", "Map", "Set", "Promise", "Error", "Date", "Math", "JSON", "setTimeout", "clearTimeout", "console"]; // prettier-ignore
  return Object.fromEntries(names.map((name) => [name, /** @type {any} */ (globalThis)[name]]));
}

expose(api);
