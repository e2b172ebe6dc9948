// @ts-check
// What a browser keeps of code that a reader has written, apart from the store: few pages ask for it.

import { ROOT } from "./store.js";

export const CODE = `${ROOT}code/1/`;
const LONGEST = 200_000; // characters of code that is kept

/**
 * Code that a reader has written.
 * @param {any} value
 * @returns {value is {code: string, last: number}}
 */
export function isCode(value) {
  return typeof value === "object" && value !== null && typeof value.code === "string" && value.code.length <= LONGEST && Number.isFinite(value.last);
}
