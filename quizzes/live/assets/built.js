// @ts-check
// What the build fills in: names and sizes of the files beside this one.

/** The folder of Pyodide's files, beside this one's folder. */
export const CORE = __CORE__;
/** What is fetched before Python is ready, in bytes as they lie on the server. */
export const CORE_BYTES = __CORE_BYTES__;
/** What is fetched besides, by the package that a cell asks for, in bytes. @type {Record<string, number>} */
export const LATER_BYTES = __LATER_BYTES__;
/** The file of the course's wheel. */
export const WHEEL = __WHEEL__;

/** @param {number} bytes */
export function inMegabytes(bytes) {
  return `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}
