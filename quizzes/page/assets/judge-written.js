// @ts-check
// The judges of the kinds whose answer is written: number, shape, text, tracing.

import { SPACE, isNothing, right, strip, unanswered, unreadable, wrong } from "./verdict.js";

/** @import { Verdict } from "./verdict.js" */

/**
 * @typedef {{id: string, value: number, misconception: string | null}} NumberMistake
 * @typedef {number | string | null} Axis A size, a letter, or the open batch axis.
 * @typedef {{id: string, axes: Axis[], misconception: string | null}} ShapeMistake
 * @typedef {{id: string, accept: string[], misconception: string | null}} TextMistake
 * @typedef {{id: string, lines: string[], misconception: string | null}} PrintMistake
 */

const NUMBER = /^[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?$/;
const AXIS = /^(?:[0-9]{1,9}|[A-Za-z][A-Za-z0-9_]{0,19})$/;
const LARGEST = 999_999_999;

/**
 * @param {{answer: number, tolerance: number, mistakes: NumberMistake[]}} key
 * @param {unknown} answer
 * @returns {Verdict}
 */
export function judgeNumber({ answer: key, tolerance, mistakes }, answer) {
  if (isNothing(answer) || (typeof answer === "string" && !strip(answer))) return unanswered("Write a number first.");
  const value =
    typeof answer === "string" ? parseNumber(answer)
    : typeof answer === "number" && Number.isFinite(answer) ? answer
    : null;
  if (value === null) return unreadable("Expected a number such as 0.25, -3 or 1e-4.");
  if (Math.abs(value - key) <= tolerance) return right();
  return wrong(mistakes.find((mistake) => Math.abs(value - mistake.value) <= tolerance));
}

/**
 * The number that a text spells, or null. A decimal comma and the typographic minus sign are understood.
 * @param {string} text
 * @returns {number | null}
 */
export function parseNumber(text) {
  const spelled = strip(text).replaceAll("\u2212", "-");
  if (!NUMBER.test(spelled)) return null;
  const value = Number(spelled.replaceAll(",", "."));
  return Number.isFinite(value) ? value : null;
}

/**
 * @param {{axes: Axis[], mistakes: ShapeMistake[]}} key
 * @param {unknown} answer
 * @returns {Verdict}
 */
export function judgeShape({ axes: key, mistakes }, answer) {
  if (isNothing(answer) || (typeof answer === "string" && !strip(answer))) return unanswered("Write a shape first.");
  const axes = canonical(answer);
  if (axes === null) return unreadable("Expected a shape such as (None, 3, 1).");
  if (same(axes, key)) return right();
  return wrong(mistakes.find((mistake) => same(axes, mistake.axes)), `Not right: ${shapeDifference(key, axes)}.`);
}

/**
 * The axes of a text, or of a list of sizes, letters and null; null where it is no shape.
 * @param {unknown} value
 * @returns {Axis[] | null}
 */
export function canonical(value) {
  if (typeof value === "string") return parseShape(value);
  if (!Array.isArray(value)) return null;
  /** @type {Axis[]} */
  const axes = [];
  for (const axis of value) {
    if (typeof axis === "string" && AXIS.test(axis) && !/^[0-9]+$/.test(axis)) axes.push(letter(axis));
    else if (axis === null || (Number.isInteger(axis) && axis >= 0 && axis <= LARGEST)) axes.push(axis);
    else return null;
  }
  return axes;
}

/** @param {string} text */
function parseShape(text) {
  const spelled = strip(text);
  const bracketed = /^(?:\(.*\)|\[.*\])$/s.test(spelled);
  const parts = (bracketed ? spelled.slice(1, -1) : spelled).split(",").map(strip);
  if (bracketed && parts.length === 1 && !parts[0]) return [];
  if (parts.length > 1 && !parts.at(-1)) parts.pop(); // the comma of (5,)
  if (!parts.every((part) => AXIS.test(part))) return null;
  return parts.map((part) => (/^[0-9]/.test(part) ? Number(part) : letter(part)));
}

/** @param {string} axis */
function letter(axis) {
  return ["none", "null", "n"].includes(axis.toLowerCase()) ? null : axis.toUpperCase();
}

/**
 * How the answer differs from the key, without giving the key away.
 * @param {Axis[]} key
 * @param {Axis[]} axes
 */
function shapeDifference(key, axes) {
  const open = key.length > 0 && key[0] === null;
  if (open && same(axes, key.slice(1))) return "the batch axis is missing; it comes first, as None";
  if (!open && axes.length > 0 && same(axes.slice(1), key)) return "there is no batch axis here";
  if (axes.length !== key.length) {
    return `the shape has ${key.length} ${key.length === 1 ? "axis" : "axes"}, and yours has ${axes.length}`;
  }
  if (same(axes.slice(1), key.slice(1))) {
    if (open) return "the number of sequences is left open; write None for the batch axis";
    if (axes[0] === null) return "the first axis is not left open here";
  }
  const count = (/** @type {Axis[]} */ all, /** @type {Axis} */ axis) => all.filter((each) => each === axis).length;
  if (key.every((axis) => count(axes, axis) === count(key, axis))) return "these are the axes, in another order";
  return "the number of axes is right, their sizes are not";
}

/**
 * @template T
 * @param {T[]} a
 * @param {T[]} b
 */
function same(a, b) {
  return a.length === b.length && a.every((each, place) => each === b[place]);
}

/**
 * @param {{accept: string[], mistakes: TextMistake[]}} key
 * @param {unknown} answer
 * @returns {Verdict}
 */
export function judgeText({ accept, mistakes }, answer) {
  if (answer === null || answer === undefined) return unanswered("Write your answer first.");
  if (typeof answer !== "string") return unreadable("Expected a text.");
  if (!normalised(answer)) return unanswered("Write your answer first.");
  if (accepted(answer, accept)) return right();
  return wrong(mistakes.find((mistake) => accepted(answer, mistake.accept)));
}

// The replacements of quizzes/kinds/text.py, in the same order.
const MATHS = /[${}]/g;
const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff_]+/g;
const SIGN = /(^| )[-\u2010-\u2015](?=[0-9])/g;
const HYPHEN = / ?[-\u2010-\u2015]+ ?/g;

/**
 * The text as it is compared.
 * @param {string} text
 */
export function normalised(text) {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(MATHS, "")
    .replace(SPACES, " ")
    .replace(/^ +| +$/g, "")
    .replace(SIGN, "$1\u2212")
    .replace(HYPHEN, " ")
    .replace(/^ +| +$/g, "")
    .replace(/ ?\.$/, "")
    .replace(/^(?:the|an|a) (?=.)/, "");
}

/**
 * @param {string} text
 * @param {string[]} forms As they are compared.
 */
export function accepted(text, forms) {
  return forms.includes(normalised(text));
}

/**
 * @param {{lines: string[], mistakes: PrintMistake[]}} key
 * @param {unknown} answer
 * @returns {Verdict}
 */
export function judgeTracing({ lines: key, mistakes }, answer) {
  if (answer === null || answer === undefined) return unanswered("Write what the code prints first.");
  if (typeof answer !== "string") return unreadable("Expected a text.");
  const given = lines(answer);
  if (given.length === 0) return unanswered("Write what the code prints first.");
  if (same(given, key)) return right();
  return wrong(mistakes.find((mistake) => same(given, mistake.lines)), `Not right: ${linesDifference(key, given)}.`);
}

const END = new RegExp(`${SPACE}$`);

/**
 * The lines as they are compared: without white space at their ends, nor empty ones around them.
 * @param {string} text
 */
function lines(text) {
  const found = text.split(/\r\n|\r|\n/).map((line) => line.replace(END, ""));
  while (found.length && !found.at(-1)) found.pop();
  while (found.length && !found[0]) found.shift();
  return found;
}

/**
 * @param {string[]} key
 * @param {string[]} given
 */
function linesDifference(key, given) {
  if (given.length !== key.length) {
    return `the code prints ${key.length} line${key.length === 1 ? "" : "s"}, and you wrote ${given.length}`;
  }
  if (key.length === 1) return "the code prints something else";
  return `line ${key.findIndex((line, place) => line !== given[place]) + 1} is the first that differs`;
}
