// @ts-check
// A code task checked as the grader does it: the calls come from the judge's Python, the learner's answers them, and
// only texts cross. What is right, and what known mistakes answer, is never in the Python where the learner's code runs.

import { NoPython, Stopped, judge, learner } from "./engine.js";

/**
 * @typedef {object} Verdict What the judge says of a task.
 * @property {string} task
 * @property {number} points
 * @property {number} most
 * @property {string} message
 * @property {string} misconception
 * @property {string} see
 * @property {string} mutant
 * @property {{id: string, points: number, most: number, message: string}[]} properties
 *
 * @typedef {{title: string, code: string}} Source A cell to be run before the calls.
 */

const CALL_MS = 10_000; // for one call, and for one cell
const here = new URL("./", import.meta.url);
/** @type {Map<string, Promise<string>>} */
const fetched = new Map();
/** @type {{number: number, tasks: Map<string, string[]>}} What the judge has, of its present start. */
const known = { number: 0, tasks: new Map() };

/**
 * A task as it was recorded.
 * @param {string} id
 */
export function taskText(id) {
  const there = fetched.get(id);
  if (there) return there;
  const asked = fetch(new URL(`tasks/${id}.json`, here)).then((response) => {
    if (!response.ok) throw new NoPython("This task is not judged in the page: its instructor has left it out, or the site has changed. Load the page again.");
    return response.text();
  });
  fetched.set(id, asked);
  asked.catch(() => fetched.delete(id));
  return asked;
}

/**
 * The calls that judge a task.
 * @param {string} id
 */
async function calls(id) {
  const task = await taskText(id);
  await judge.ready();
  if (known.number !== judge.number) Object.assign(known, { number: judge.number, tasks: new Map() });
  const there = known.tasks.get(id);
  if (there) return there;
  await judge.ask((api) => api.add(id, task));
  const made = await judge.ask((api) => api.requests(id));
  known.tasks.set(id, made);
  return made;
}

/**
 * Run cells, and judge the function that a task asks for.
 * @param {string} id
 * @param {Source[]} sources
 * @param {{tell: (kind: string, text: string) => void, progress: (share: number) => void, files?: Map<string, Uint8Array>}} page
 * @returns {Promise<Verdict>}
 */
export async function check(id, sources, { tell, progress, files = new Map() }) {
  const asked = calls(id);
  asked.catch(() => {}); // it is awaited below
  return learner.turn(async () => {
    await learner.ready(progress);
    const name = `task ${id}`;
    await learner.ask((api) => api.clear(name));
    for (const [file, content] of files) await learner.ask((api) => api.write(file, content));
    /** @type {string[]} */
    const replies = [];
    const requests = await Promise.race([asked, learner.stopped]); // Stop holds while the judge is waited for, too
    try {
      for (const [place, { title, code }] of sources.entries()) {
        learner.told = place === sources.length - 1 ? tell : () => {}; // what the cells above print is theirs
        await learner.ask((api) => api.run(code, title, name), CALL_MS);
      }
      for (const request of requests) replies.push(await learner.ask((api) => api.answer(request, name), CALL_MS));
    } catch (error) {
      const late = error instanceof Stopped && error.message === "time";
      if (!late && !(error instanceof NoPython)) throw error;
      while (replies.length < requests.length) replies.push(late ? "timed out" : "crashed");
    }
    return judge.ask((api) => api.verdict(id, replies));
  });
}
