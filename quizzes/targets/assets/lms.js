// @ts-check
// What an LMS offers to a SCORM 1.2 package: found in the windows around this one, spoken to through one value.

/**
 * @typedef {object} Api The runtime of an LMS.
 * @property {(text: "") => string} LMSInitialize
 * @property {(name: string) => string} LMSGetValue
 * @property {(name: string, value: string) => string} LMSSetValue
 * @property {(text: "") => string} LMSCommit
 * @property {(text: "") => string} LMSFinish
 */

const MOST_WINDOWS = 10;

/**
 * Find the runtime: in this window, those around it, or the one that opened them.
 * @param {any} start
 * @returns {Api | null}
 */
export function findApi(start) {
  for (const first of [start, start.opener]) {
    let here = first;
    for (let depth = 0; here && depth < MOST_WINDOWS; depth += 1) {
      try {
        if (here.API) return here.API;
      } catch {
        break; // a window of another host
      }
      if (here.parent === here) break;
      here = here.parent;
    }
  }
  return null;
}

/** One attempt at the LMS; without one every call does nothing. */
export class Attempt {
  /**
   * @param {Api | null} api
   * @param {() => number} now Milliseconds.
   */
  constructor(api, now = Date.now) {
    this.api = api?.LMSInitialize("") === "true" ? api : null;
    this.now = now;
    this.began = now();
    this.interactions = 0;
    this.open = this.api !== null;
  }

  /** @param {string} name */
  get(name) {
    return this.open && this.api ? this.api.LMSGetValue(name) : "";
  }

  /**
   * @param {string} name
   * @param {string | number} value
   */
  set(name, value) {
    if (this.open && this.api) this.api.LMSSetValue(name, String(value));
  }

  /**
   * Report one answer.
   * @param {{id: string, type: string, response: string, score: number}} answer
   */
  answered({ id, type, response, score }) {
    const place = `cmi.interactions.${this.interactions}`;
    this.interactions += 1;
    this.set(`${place}.id`, id.replaceAll("-", "_"));
    this.set(`${place}.type`, type);
    this.set(`${place}.student_response`, response.slice(0, 255));
    this.set(`${place}.result`, score === 1 ? "correct" : score === 0 ? "wrong" : score.toFixed(2));
  }

  /**
   * Report how far the learner has come.
   * @param {{percent: number, done: boolean, state: string}} progress
   */
  report({ percent, done, state }) {
    this.set("cmi.core.score.min", 0);
    this.set("cmi.core.score.max", 100);
    this.set("cmi.core.score.raw", Math.round(percent * 100) / 100);
    this.set("cmi.core.lesson_status", done ? "completed" : "incomplete");
    this.set("cmi.suspend_data", state);
    if (this.open && this.api) this.api.LMSCommit("");
  }

  /** End the attempt, once. */
  finish() {
    if (!this.open || !this.api) return;
    this.set("cmi.core.session_time", duration(this.now() - this.began));
    this.set("cmi.core.exit", "suspend");
    this.api.LMSFinish("");
    this.open = false;
  }
}

/**
 * Return milliseconds as SCORM writes them: hhhh:mm:ss.ss
 * @param {number} ms
 */
export function duration(ms) {
  const seconds = Math.max(0, ms) / 1000;
  /** @param {number} n */
  const two = (n) => String(Math.floor(n)).padStart(2, "0");
  return `${String(Math.floor(seconds / 3600)).padStart(4, "0")}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}
