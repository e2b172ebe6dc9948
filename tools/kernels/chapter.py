"""Run the cells of a chapter and write down what its asserts compared.

chapter.py PAGE OUT.json           one chapter
chapter.py --each OUT.json PAGE... several, each in a fork of a process with the slow imports done: {name: ...}
"""

from __future__ import annotations

import contextlib
import io
import json
import linecache
import os
import sys
import time
import traceback
from dataclasses import asdict
from pathlib import Path

import jupytext
from comparisons import NAME, Watch, watched

ROOT = Path(__file__).resolve().parent.parent.parent


def cells_of(page: Path) -> list[tuple[int, str]]:
    """Return line and source of each code cell of a page."""
    notebook = jupytext.read(page)
    text, found, start = page.read_text(encoding="utf-8"), [], 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            start = max(text.find(cell.source.strip(), start), start)
            found.append((text.count("\n", 0, start) + 1, cell.source))
    return found


def run_cells(page: Path) -> dict[str, object]:
    """Run all cells, a failed one included: what its asserts compared, what was printed, where it failed."""
    watch, globals_, failed, printed, seconds = Watch(), {"__name__": "__main__"}, [], [], []
    globals_[NAME] = watch
    rows = {}
    for line, source in cells_of(page):
        watch.rows = {}
        filename = f"{page.name}:{line}"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        out, start = io.StringIO(), time.process_time()
        try:
            with contextlib.redirect_stdout(out):
                exec(watched(source, filename, only_asserts=True), globals_)
        except Exception as error:  # noqa: BLE001  the next cells are tried, too
            told = traceback.format_exception_only(error)[-1].strip()
            failed.append({"line": line, "error": told, "source": _failing_line(error, filename)})
        seconds.append((line, round(time.process_time() - start, 2)))
        printed.append((line, out.getvalue()))
        for key, row in watch.rows.items():
            place = line + row.line - 1
            rows[f"{place}: {key}"] = {**asdict(row), "line": place}
    return {"rows": rows, "failed": failed, "printed": printed, "seconds": seconds}


def _failing_line(error: Exception, filename: str) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == filename]
    return (frames[-1].line or "").strip() if frames else ""


def name_of(page: Path) -> str:
    """Return a page's path below the book, without its ending; of one elsewhere its name."""
    book = ROOT / "book"
    return (page.relative_to(book) if page.is_relative_to(book) else Path(page.name)).with_suffix("").as_posix()


def run_page(page: Path, out: Path) -> None:
    """Run a chapter from its own folder, as the build does."""
    os.chdir(page.parent)
    sys.path.insert(0, "")
    out.write_text(json.dumps(run_cells(page)), encoding="utf-8")


def run_each(pages: list[Path], out: Path) -> None:
    """Run chapters one after the other, none of which sees what another has left."""
    import keras  # noqa: F401  TensorFlow may be forked until it has computed something
    import matplotlib.pyplot  # noqa: F401

    found = {}
    for page in pages:
        name = name_of(page)
        part = out.with_suffix(f".{name.replace('/', '-')}")
        child = os.fork()
        if child == 0:
            status = 1
            try:
                run_page(page, part)
                status = 0
            finally:
                os._exit(status)
        os.waitpid(child, 0)
        if part.is_file():
            found[name] = json.loads(part.read_text(encoding="utf-8"))
        else:
            found[name] = {"rows": {}, "failed": [{"line": 0, "source": "", "error": "its process ended"}]}
    out.write_text(json.dumps(found), encoding="utf-8")


def main() -> None:
    """Do what the command line says."""
    os.environ["MPLBACKEND"] = "Agg"
    if sys.argv[1] == "--each":
        out, *pages = (Path(word).resolve() for word in sys.argv[2:])
        run_each(pages, out)
    else:
        run_page(*(Path(word).resolve() for word in sys.argv[1:]))


if __name__ == "__main__":
    main()
