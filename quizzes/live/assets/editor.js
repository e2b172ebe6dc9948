// @ts-check
// The editor of a cell: CodeMirror with Python's grammar. Loaded when somebody first changes code.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

/**
 * @typedef {object} Field An editor or a plain field.
 * @property {() => string} read
 * @property {(code: string) => void} write
 * @property {() => void} focus
 * @property {() => void} remove
 */

/**
 * Put an editor into an element.
 * @param {HTMLElement} holder
 * @param {string} code
 * @param {{label: string, described: string, run: () => void, changed: () => void}} options
 * @returns {Field}
 */
export function edit(holder, code, { label, described, run, changed }) {
  const view = new EditorView({
    parent: holder,
    state: EditorState.create({
      doc: code,
      extensions: [
        lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), indentUnit.of("    "), python(),
        syntaxHighlighting(classHighlighter), EditorView.lineWrapping,
        Prec.highest(keymap.of([{ key: "Shift-Enter", run: () => (run(), true) }])),
        keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": described, spellcheck: "false", autocapitalize: "off" }),
        EditorView.updateListener.of((update) => update.docChanged && changed()),
      ],
    }),
  }); // prettier-ignore
  return {
    read: () => view.state.doc.toString(),
    write: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    focus: () => view.focus(),
    remove: () => view.destroy(),
  };
}
