// @ts-check
// The Python of a page, seen from the page: started when it is first asked for, ended when it is stopped, asked by texts.

import { wrap } from "comlink";
import { CORE, CORE_BYTES, WHEEL } from "./built.js";

/** @import { Remote } from "comlink" */
/** @import { Api, Role } from "./worker.js" */

const here = new URL("./", import.meta.url);
const NOT_FETCHED = "NotFetched"; // the name of such an error of the worker's

/** Python was ended while it worked: by the reader, or because it took too long. */
export class Stopped extends Error {}
/** Python could not be started; the text is for the reader. */
export class NoPython extends Error {}

/** Why this browser has no Python; nothing where it can have one. */
export function lacking() {
  if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function") {
    return "This browser has no WebAssembly, so code cannot run in the page. Firefox 114, Chrome 80 and Safari 16.4 have it, and later ones; or download the page as a notebook.";
  }
  let modules = false;
  const nothing = URL.createObjectURL(new Blob([""], { type: "text/javascript" }));
  try {
    const probe = {
      get type() {
        modules = true;
        return /** @type {const} */ ("module");
      },
    };
    new Worker(nothing, probe).terminate();
  } catch {
    // what is asked is only whether `type` was read
  } finally {
    URL.revokeObjectURL(nothing);
  }
  return modules ? "" : "This browser cannot load a module in a worker, so code cannot run in the page. Firefox 114, Chrome 80 and Safari 15 can, and later ones.";
}

export class Engine {
  /** @param {Role} role */
  constructor(role) {
    this.role = role;
    /** @type {Worker | null} */
    this.worker = null;
    /** @type {Promise<Remote<Api>> | null} */
    this.starting = null;
    /** @type {(reason: Error) => void} */
    this.end = () => {};
    /** @type {Promise<never>} Rejected when the worker is ended. */
    this.stopped = new Promise(() => {});
    this.number = 0; // of the start: what was run belongs to one
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve();
    /** @type {(kind: string, text: string) => void} What the worker tells while it works. */
    this.told = () => {};
  }

  /**
   * Do something when all that was asked for before is done.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  turn(work) {
    const mine = this.last.then(work);
    this.last = mine.catch(() => {});
    return mine;
  }

  /**
   * The worker, started where it is not.
   * @param {(share: number) => void} [told] What share of the files is there.
   */
  ready(told = () => {}) {
    this.starting ??= this.start(told).catch((error) => {
      this.stop();
      throw error;
    });
    return this.starting;
  }

  /** @param {(share: number) => void} told */
  async start(told) {
    const why = lacking();
    if (why) throw new NoPython(why);
    this.number += 1;
    // By way of a blob, because a worker of that kind inherits the page's content policy.
    const script = new Blob([`import ${JSON.stringify(new URL("worker.js", here).href)};`], { type: "text/javascript" });
    const address = URL.createObjectURL(script);
    const worker = new Worker(address, { type: "module", name: `python-${this.role}` });
    this.worker = worker;
    const failed = new Promise((_, reject) => {
      this.end = reject;
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        reject(new NoPython(`Python ended: ${event.message || "its files could not be loaded"}. What you wrote is kept; try again.`));
      });
    });
    failed.catch(() => {});
    this.stopped = /** @type {Promise<never>} */ (failed);
    let ready = false;
    worker.addEventListener("message", ({ data }) => {
      if (typeof data?.told !== "string") return;
      if (ready) this.told(data.told, String(data.content));
      else if (data.told === "loaded" && this.worker === worker) told(Math.min(1, Number(data.content) / CORE_BYTES));
    });
    const api = /** @type {Remote<Api>} */ (wrap(worker));
    try {
      await Promise.race([failed, api.start(this.role, new URL(`../${CORE}/`, here).href, new URL(WHEEL, here).href)]);
      ready = true;
    } catch (error) {
      if (error instanceof Stopped || error instanceof NoPython) throw error;
      throw notFetched("Python", error);
    } finally {
      URL.revokeObjectURL(address);
    }
    return api;
  }

  /**
   * Ask the worker something; ends with Stopped where it is ended meanwhile.
   * @template T
   * @param {(api: Remote<Api>) => Promise<T>} question
   * @param {number} [limit] In ms; the worker is ended where it takes longer.
   * @returns {Promise<T>}
   */
  async ask(question, limit = 0) {
    const api = await this.ready();
    const timer = limit ? setTimeout(() => this.stop(new Stopped("time")), limit) : 0;
    try {
      return /** @type {T} */ (await Promise.race([this.stopped, question(api)]));
    } catch (error) {
      if (isFatal(error)) {
        this.stop();
        throw new NoPython("Python ran out of memory or broke down, and was ended. What you wrote is kept; the next run starts it anew.");
      }
      if (!(error instanceof Error)) throw error;
      if (error.name === NOT_FETCHED) throw notFetched("A package that this code needs", error);
      if (this.role === "notebook" && error.name === "PythonError") {
        const cause = error.message.trim().split("\n").pop();
        this.stop();
        throw new NoPython(`What the page itself works with in Python no longer answers (${cause}): code that has run may have changed it. Python was ended. What you wrote is kept; the next run starts it anew.`);
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {Error} [why] */
  stop(why = new Stopped("reader")) {
    this.worker?.terminate();
    this.worker = null;
    this.starting = null;
    this.end(why);
  }
}

/**
 * @param {string} what
 * @param {unknown} error
 */
function notFetched(what, error) {
  const why = error instanceof Error ? error.message : String(error);
  return new NoPython(`${what} could not be fetched (${why}). What you wrote is kept; try again when there is a network.`);
}

/** @param {unknown} error */
function isFatal(error) {
  const text = error instanceof Error ? `${error.name} ${error.message}` : String(error);
  return /fatal|memory access|out of memory|unreachable|table index|RuntimeError|call stack|terminated with exit/i.test(text);
}

/** The Python in which the reader's code runs, one a page. */
export const learner = new Engine("notebook");
/** The Python that judges; no code of a reader's comes into it. */
export const judge = new Engine("judge");
