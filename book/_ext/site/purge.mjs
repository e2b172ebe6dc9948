// Reads a style sheet from stdin and writes it to stdout without the rules that no page and no script of the site can use,
// in its shortest form; on the way it makes the scripts and styles beside it short. Argument: the folder of the built site.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { transformSync } from "esbuild";
import { PurgeCSS } from "purgecss";

const [folder] = process.argv.slice(2);
// Bootstrap's script knows dialogs, carousels and more; ours asks it for tips and menus. What Python in the page is made of knows none.
const scripts = [`${folder}/_static/*.js`, `${folder}/_static/{quizzes,figures,python}-*/**/*.js`, `${folder}/_static/scripts/{pydata,sphinx}*.js`];
const pages = [`${folder}/*.html`, `${folder}/[a-z]*/**/*.html`, `${folder}/_static/quiz-variants/*.html`];
const others = [...scripts, `${folder}/_static/scripts/*.js`, `${folder}/_static/{quizzes,figures,python}-*/**/*.css`, ...pages, `${folder}/_images/*.svg`];

/** What a page has, and not what its text says: a chapter that speaks of a table or a card has none. */
function found(text) {
  const [names, values, classes, ids, tags] = Array.from({ length: 5 }, () => new Set());
  for (const [, tag, attributes] of text.matchAll(/<([a-z][\w-]*)((?:\s+[^\s=>/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))?)*)\s*\/?>/gi)) {
    tags.add(tag.toLowerCase());
    for (const [, name, double, single, bare] of attributes.matchAll(/([^\s=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g)) {
      const value = double ?? single ?? bare ?? "";
      names.add(name);
      values.add(value);
      if (name === "id") ids.add(value);
      if (name === "class") for (const each of value.split(/\s+/)) classes.add(each);
    }
  }
  return { attributes: { names: [...names], values: [...values] }, classes: [...classes], ids: [...ids], tags: [...tags], undetermined: [] };
}

const used = new Set(["--bs-position"]);
for (const file of others.flatMap((pattern) => globSync(pattern))) for (const [name] of readFileSync(file, "utf-8").matchAll(/--[a-z][\w-]*/g)) used.add(name);

const [result] = await new PurgeCSS().purge({
  content: [...pages, ...scripts],
  css: [{ raw: readFileSync(0, "utf-8") }],
  extractors: [{ extractor: found, extensions: ["html"] }],
  keyframes: true,
  variables: true,
  // Set by scripts while the page is read.
  dynamicAttributes: ["data-theme", "data-mode", "data-bs-theme", "data-embed", "aria-expanded", "aria-current", "open", "hidden", "disabled"],
  safelist: {
    standard: [/^data-/, /^quiz/, /^live/, /^py-/, /^cell/, /^show/, /^collapse/, /^collapsing/, /^fade/, /^tooltip/, /^bs-tooltip/],
    greedy: [],
    variables: [...used],
  },
});
process.stdout.write(transformSync(result.css, { loader: "css", minify: true, charset: "utf8", legalComments: "none" }).code);

for (const file of [`${folder}/_static/*.js`, `${folder}/_static/{quizzes,figures,python}-*/*.css`].flatMap((pattern) => globSync(pattern))) {
  if (file.endsWith("documentation_options.js")) continue; // read and written by the build
  const loader = file.endsWith(".css") ? "css" : "js";
  writeFileSync(file, transformSync(readFileSync(file, "utf-8"), { loader, minify: true, charset: "utf8", legalComments: "none" }).code);
}
