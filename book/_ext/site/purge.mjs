// Reads a style sheet from stdin and writes it to stdout without the rules that no page and no script of the site can use.
// Arguments: the folder of the built site.
import { readFileSync } from "node:fs";
import { PurgeCSS } from "purgecss";

const [folder] = process.argv.slice(2);
const [result] = await new PurgeCSS().purge({
  content: [`${folder}/*.html`, `${folder}/[a-z]*/**/*.html`, `${folder}/_static/**/*.js`, `${folder}/_static/quiz-variants/*.html`],
  css: [{ raw: readFileSync(0, "utf-8") }],
  // Set by scripts while the page is read.
  dynamicAttributes: ["data-theme", "data-mode", "data-bs-theme", "aria-expanded", "aria-current", "open", "hidden", "disabled"],
  safelist: { standard: [/^data-/, /^quiz/, /^live/, /^py-/, /^cell/, /^show/, /^collapse/, /^collapsing/, /^modal/, /^fade/, /^tooltip/, /^bs-/], greedy: [] },
});
process.stdout.write(result.css);
