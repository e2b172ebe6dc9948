// @ts-check
// Whether the browser keeps what it is given.

import { ROOT, browserStorage, names } from "./store.js";

/**
 * Why the browser keeps nothing: it refuses to, or there is no room. Empty where it keeps what it is given.
 * @param {Storage | null} [storage]
 * @returns {"" | "forbidden" | "full"}
 */
export function refusal(storage = browserStorage()) {
  if (!storage) return "forbidden";
  const name = `${ROOT}trial`;
  try {
    storage.setItem(name, "x".repeat(1000)); // about what an item takes
    storage.removeItem(name);
    return "";
  } catch {
    return names(storage).length ? "full" : "forbidden";
  }
}
