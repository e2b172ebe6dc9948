// @ts-check
// The notebook of an assignment: filled with what was written in the page, and read back; also one that was worked on in
// JupyterLab. A cell is known by nbgrader's grade id, as the grader knows it.

/**
 * @typedef {object} Cell Of a notebook, nbformat 4.
 * @property {string} cell_type
 * @property {string} [id]
 * @property {string | string[]} source
 * @property {Record<string, any>} metadata
 * @property {unknown[]} [outputs]
 * @property {number | null} [execution_count]
 *
 * @typedef {{cells: Cell[], metadata: Record<string, any>, nbformat: number, nbformat_minor: number}} Notebook
 *
 * @typedef {object} Work What a reader has made of an assignment.
 * @property {Record<string, string>} code By task.
 * @property {Record<string, unknown>} answers By item.
 * @property {Record<string, string>} words By question.
 * @property {Record<string, {cell_type: string, source: string}[]>} extra The learner's own cells, by the id of the cell above; "" where there is none.
 */

const LARGEST = 5_000_000; // characters
export const UNREAD = "(kept as it is in the notebook)";

/** @param {Cell} cell */
function idOf(cell) {
  return String(cell.metadata?.nbgrader?.grade_id ?? cell.id ?? "");
}

/** @param {Cell} cell */
export function sourceOf(cell) {
  return Array.isArray(cell.source) ? cell.source.join("") : String(cell.source ?? "");
}

/**
 * The notebook with the work in it; outputs of cells that were filled are those of no run, so there are none.
 * @param {Notebook} template
 * @param {Work} work
 * @returns {Notebook}
 */
export function filled(template, work) {
  const cells = template.cells.flatMap((cell) => {
    const id = idOf(cell);
    return [{ ...cell, source: newSource(cell, id, work) }, ...ownCells(id, work)];
  });
  return { ...template, cells: [...ownCells("", work), ...cells] };
}

/**
 * The learner's own cells below one of ours.
 * @param {string} id
 * @param {Work} work
 * @returns {Cell[]}
 */
function ownCells(id, work) {
  return (work.extra[id] ?? []).map(({ cell_type, source }, place) => {
    const more = cell_type === "code" ? { outputs: [], execution_count: null } : {};
    return { cell_type, id: `own-${place}-${id || "first"}`.slice(0, 64), metadata: {}, source, ...more };
  });
}

/**
 * @param {Cell} cell
 * @param {string} id
 * @param {Work} work
 */
function newSource(cell, id, work) {
  const { solution, grade } = cell.metadata?.nbgrader ?? {};
  if (!solution) return cell.source;
  if (cell.cell_type === "markdown" && grade) return work.words[id] || cell.source;
  const task = id.replace(/-solution$/, "");
  if (task !== id && task in work.code) return work.code[task] ?? "";
  const item = id.replace(/-answer$/, "");
  const answer = work.answers[item];
  if (item === id || answer === undefined || answer === null) return cell.source;
  if (typeof answer === "object" && "raw" in answer) return String(answer.raw);
  return sourceOf(cell).replace("= None", `= ${inPython(answer)}`);
}

/** @param {unknown} answer */
function inPython(answer) {
  if (Array.isArray(answer)) return `[${answer.map((each) => JSON.stringify(String(each))).join(", ")}]`;
  const text = String(answer).trim();
  return /^[-+]?[0-9][0-9._eE+\-*/ ]*$|^[-+]?\.[0-9]+$/.test(text) ? text : JSON.stringify(text);
}

/**
 * What stands in a notebook that was handed in or put aside.
 * @param {string} text
 * @param {Notebook} template
 * @param {string} name Of the assignment.
 * @returns {{work: Work, notes: string[]}}
 */
export function read(text, template, name) {
  if (text.length > LARGEST) throw new Error("The file is too large to be a notebook of this assignment. Nothing was changed.");
  /** @type {any} */
  let notebook;
  try {
    notebook = JSON.parse(text);
  } catch {
    throw new Error("The file is not a notebook, or it is damaged: it cannot be read as JSON. Nothing was changed.");
  }
  if (!Array.isArray(notebook?.cells) || notebook.nbformat !== 4) {
    throw new Error("The file is not a notebook of nbformat 4. Nothing was changed.");
  }
  const fixed = new Map(template.cells.map((cell) => [idOf(cell), cell]));
  const known = notebook.cells.filter((/** @type {any} */ cell) => cell && typeof cell === "object" && fixed.has(idOf(cell)));
  if (!known.some((/** @type {Cell} */ cell) => cell.metadata?.nbgrader?.solution)) {
    throw new Error(`The file is not a notebook of the assignment "${name}": none of its cells is in it. Nothing was changed.`);
  }
  /** @type {Work} */
  const work = { code: {}, answers: {}, words: {}, extra: {} };
  const notes = [];
  let above = "";
  let older = false;
  for (const cell of notebook.cells) {
    if (!cell || typeof cell !== "object" || (cell.cell_type !== "code" && cell.cell_type !== "markdown")) continue;
    const id = idOf(cell);
    const own = fixed.get(id);
    if (!own) {
      const source = sourceOf(cell);
      if (source.trim()) (work.extra[above] ??= []).push({ cell_type: cell.cell_type, source });
      continue;
    }
    above = id;
    const { solution, locked } = own.metadata?.nbgrader ?? {};
    if (solution) take(cell, own, id, work);
    else if (locked && sourceOf(cell).trim() !== sourceOf(own).trim()) older = true;
  }
  if (older) notes.push("Fixed cells of the notebook differ from those of this book; it may be of another edition. Your answers were taken over.");
  const others = Object.values(work.extra).flat().length;
  if (others) notes.push(`${others} ${others === 1 ? "cell of your own is" : "cells of your own are"} kept, and handed on with the download.`);
  return { work, notes };
}

/**
 * @param {Cell} cell
 * @param {Cell} own
 * @param {string} id
 * @param {Work} work
 */
function take(cell, own, id, work) {
  const source = sourceOf(cell);
  if (cell.cell_type === "markdown") {
    if (source.trim() !== sourceOf(own).trim()) work.words[id] = source;
  } else if (id.endsWith("-solution")) {
    work.code[id.replace(/-solution$/, "")] = source;
  } else if (source.trim() !== sourceOf(own).trim()) {
    work.answers[id.replace(/-answer$/, "")] = answerFrom(source);
  }
}

/** @param {string} source */
function answerFrom(source) {
  const lines = source.split("\n").filter((line) => line.trim() && !line.trim().startsWith("#"));
  const found = lines.length === 1 ? /^answer_\w+\s*=\s*(.+?)\s*(?:#.*)?$/.exec(lines[0] ?? "") : null;
  const value = found?.[1] ?? "";
  if (/^(['"])[\w-]*\1$/.test(value)) return value.slice(1, -1);
  if (/^[-+]?[0-9.][0-9._eE+\-*/ ]*$/.test(value)) return value;
  const list = /^[[({](.*)[\])}]$/.exec(value)?.[1]?.trim().replace(/,$/, "");
  const parts = list?.split(",").map((part) => part.trim());
  if (parts?.every((part) => /^(['"])[\w-]+\1$/.test(part))) return parts.map((part) => part.slice(1, -1));
  return { raw: source };
}
