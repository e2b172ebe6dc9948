// Records every task in the Python that the page has: reads a job (JSON) from stdin, writes {id: text} to stdout.
import { readFileSync } from "node:fs";

const job = JSON.parse(readFileSync(0, "utf-8"));
// Node would write all of Pyodide's minified source above an error.
process.on("uncaughtException", (error) => process.stderr.write(`${error.message}\n`, () => process.exit(1)));
const { loadPyodide } = await import(job.pyodide);
const silent = { stdout: () => {}, stderr: (line) => process.stderr.write(`${line}\n`) };
const python = await loadPyodide({ ...silent, indexURL: job.core });
for (const wheel of [job.numpy, job.source]) python.unpackArchive(new Uint8Array(readFileSync(wheel)), "wheel");
const told = await python.runPythonAsync(`
import importlib, json, warnings
importlib.invalidate_caches()
warnings.simplefilter("ignore")
from quizzes.checks.load import all_tasks
from quizzes.checks.recorded import record
json.dumps({name: record(task) for name, task in all_tasks().items()})
`);
process.stdout.write(told, () => process.exit(0));
