// Each change that Stryker knows of the scripts, all in one source: __STRYKER_ACTIVE_MUTANT__ says which one is there.
//   node instrument.mjs FILE...   prints {files: {name: source}, mutants: [{id, name, line, before, after}]}
import { readFileSync } from "node:fs";

import { createInjector } from "typed-inject";
import { createInstrumenter } from "@stryker-mutator/instrumenter";

const silent = Object.fromEntries(["trace", "debug", "info", "warn", "error", "fatal"].map((level) => [level, () => {}]));
const logger = { ...silent, isDebugEnabled: () => false };
const injector = createInjector().provideValue("logger", logger).provideValue("getLogger", () => logger);
const instrumenter = injector.injectFunction(createInstrumenter);

const files = process.argv.slice(2).map((name) => ({ name, mutate: true, content: readFileSync(name, "utf-8") }));
const done = await instrumenter.instrument(files, { plugins: null, excludedMutations: [], ignorers: [] });

const mutants = done.mutants.map(({ id, fileName, replacement, location: { start, end } }) => {
  const lines = files.find(({ name }) => name === fileName).content.split("\n");
  const [first, last] = [lines[start.line], lines[end.line]];
  const after = `${first.slice(0, start.column)}${replacement}${last.slice(end.column)}`;
  const [one, other] = [lines.slice(start.line, end.line + 1).join(" "), after].map((text) => text.replace(/\s+/g, " ").trim());
  return { id, name: fileName, before: one, after: other };
});
process.stdout.write(JSON.stringify({ files: Object.fromEntries(done.files.map(({ name, content }) => [name, content])), mutants }));
