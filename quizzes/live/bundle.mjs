// Bundles the page's modules: reads {out, define} from stdin. The entries are what pages and workers load by name.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const { out, define } = JSON.parse(readFileSync(0, "utf-8"));
const assets = fileURLToPath(new URL("assets/", import.meta.url));
await build({
  entryPoints: ["cells", "tasks", "assignment", "engine", "check", "worker"].map((name) => `${assets}${name}.js`),
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  legalComments: "linked",
  chunkNames: "part-[hash]",
  define,
  plugins: [
    {
      name: "the scheduler has another name in the site",
      setup: ({ onResolve, resolve }) =>
        onResolve({ filter: /\/ts-fsrs\.js$/ }, ({ resolveDir }) => resolve("ts-fsrs", { kind: "import-statement", resolveDir })),
    },
  ],
  logLevel: "error",
});
