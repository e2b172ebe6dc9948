"""A chapter whose cell fails: a strict build ends, a tolerant one shows the error in its place and goes on."""

import importlib
import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def extension():
    """Load the modules of book/_ext that run cells."""
    sys.path.insert(0, str(ROOT / "book" / "_ext"))
    try:
        names = ("cells", "tolerance", "told")
        yield SimpleNamespace(**{name: importlib.import_module(name) for name in names})
    finally:
        sys.path.remove(str(ROOT / "book" / "_ext"))


class Counter:
    def __init__(self):
        self.cells = []

    def cell(self, docname):
        self.cells.append(docname)


@pytest.fixture
def run(extension, tmp_path, monkeypatch):
    """Return a function that runs cells as a build does and gives the notebook, its failures and the cells run."""

    def run_cells(*sources, tolerant=True, tags=None, timeout=60):
        monkeypatch.setenv("BOOK_TOLERANT", str(int(tolerant)))
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        for index, names in (tags or {}).items():
            cells[index].metadata["tags"] = names
        lines = [10 * index for index in range(len(cells))]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"source_map": lines, "kernelspec": kernel})
        counter = Counter()
        failures = extension.tolerance.Failures(tmp_path / "failures.json")
        app = SimpleNamespace(env=SimpleNamespace(docname="gates"))
        runner = extension.cells.Cells(app, counter, failures)
        error = None
        try:
            runner.run(notebook, str(tmp_path), timeout=timeout, allow_errors=False, record_timing=False)
        except CellExecutionError as raised:
            error = raised
        return SimpleNamespace(
            cells=notebook.cells, failures=failures.entries, counted=counter.cells, error=error, path=failures.path
        )

    return run_cells


def notes(cell):
    return [output for output in cell.outputs if "failed-cell" in output.get("data", {}).get("text/html", "")]


def printed(cell):
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def test_strict_build_ends_at_the_first_cell_that_fails(run, capsys):
    result = run("print(1)", "assert 1 < 0", "print(3)", tolerant=False)
    assert result.error is not None
    assert result.failures == []
    assert [printed(cell) for cell in result.cells] == ["1\n", "", ""]
    told = capsys.readouterr().out
    assert told.startswith("A cell failed: book/gates.md:11\n")
    assert "assert 1 < 0" in told


def test_tolerant_build_runs_what_comes_after_and_notes_each_failure(run):
    result = run("print(1)", "errors = 2\nassert errors < 0", "print(3)", "unknown", "raise ValueError('no  data')")
    assert [printed(cell) for cell in result.cells[::2]] == ["1\n", "3\n", ""]
    assert result.failures == [
        {"page": "gates", "line": 11, "error": "AssertionError: assert errors < 0"},
        {"page": "gates", "line": 31, "error": "NameError: name 'unknown' is not defined"},
        {"page": "gates", "line": 41, "error": "ValueError: no data"},
    ]
    assert json.loads(result.path.read_text()) == result.failures
    assert [len(notes(cell)) for cell in result.cells] == [0, 1, 0, 1, 1]
    kinds = [output.output_type for output in result.cells[1].outputs]
    assert kinds == ["display_data", "error"], "the note stands before the error"
    assert result.counted == ["gates"] * 5


def test_notebook_with_a_failure_is_not_one_that_the_cache_keeps(run):
    assert run("assert 1 < 0").error is not None
    assert run("assert 1 > 0").error is None


def test_cell_that_is_to_fail_is_no_failure(run):
    result = run("1 / 0", "print(2)", tags={0: ["raises-exception"]})
    assert (result.error, result.failures) == (None, [])
    assert notes(result.cells[0]) == []


def test_failure_of_a_cell_that_the_page_leaves_out_is_shown_in_the_next_one(run):
    result = run("lost", "2", "3", tags={0: ["remove-cell"], 1: ["remove-cell"]})
    assert [len(notes(cell)) for cell in result.cells] == [1, 0, 1]
    assert [entry["line"] for entry in result.failures] == [1]
    assert [output.output_type for output in result.cells[2].outputs[:2]] == ["display_data", "error"]


def test_kernel_that_dies_is_told_in_the_cell_where_it_died(run):
    result = run("print(1)", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "print(3)")
    (entry,) = result.failures
    assert entry["line"] == 11
    assert entry["error"].startswith("DeadKernelError: the process that ran the cells ended")
    (note,) = notes(result.cells[1])
    assert "The cells after it on this page were not run." in note["data"]["text/html"]
    assert result.cells[2].outputs == []


def test_cell_that_takes_too_long_is_told_with_the_seconds(run):
    result = run("import time\ntime.sleep(60)", timeout=2)
    assert [entry["error"] for entry in result.failures] == ["TimeoutError: the cell was stopped after 2 s"]


CHAPTER = """\
---
jupytext:
  text_representation:
    format_name: myst
kernelspec:
  name: python3
  display_name: Python 3
---
# A chapter

```{code-cell} python
print("before")
```

```{code-cell} python
:tags: [hide-cell]
limit = LIMIT
assert limit > 1
```

```{code-cell} python
print("after", limit)
```

```{live} cell
:id: a-cell
Turn it {cite:p}`hochreiter1997`.
```

```{bibliography}
```
"""


@pytest.fixture
def book(tool, tmp_path, monkeypatch):
    """Copy what builds the book beside a book of one small chapter; return a function that builds it."""
    root = tmp_path / "ein Buch für alle"
    root.mkdir()
    shutil.copytree(ROOT / "book" / "_ext", root / "book" / "_ext", ignore=shutil.ignore_patterns("__pycache__"))
    own = {"book", "course", "_build"}
    for path in ROOT.iterdir():
        if path.name not in own and not path.name.startswith("."):
            (root / path.name).symlink_to(path)
    for name in ("references.bib", "models"):
        (root / "book" / name).symlink_to(ROOT / "book" / name)
    contents = "format: jb-book\nroot: index\nchapters:\n- file: part\n  sections:\n  - file: section\n"
    (root / "book" / "_toc.yml").write_text(contents)  # a part with a section: the theme's sidebar folds it
    for name in ("part", "section"):
        (root / "book" / f"{name}.md").write_text(f"# A {name}\n\nText.\n\n## One\n\nText.\n\n## Two\n\nText.\n")
    module = tool("build_book")
    monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.setattr(module, "BUILD", root / "_build")
    monkeypatch.setattr(module, "LOG", root / "_build" / "build.log")

    def build(limit, *, tolerant=False, figure_fails=False):
        (root / "book" / "index.md").write_text(CHAPTER.replace("LIMIT", str(limit)))
        directive = (ROOT / "book" / "_ext" / "figures" / "directive.py").read_text()
        line = "        name = self.arguments[0]\n"
        assert line in directive
        if figure_fails:
            directive = directive.replace(line, line + "        raise ValueError('no numbers')\n")
        (root / "book" / "_ext" / "figures" / "directive.py").write_text(directive)
        built = module.build_book(tolerant=tolerant)
        page = root / "_build" / "html" / "index.html"
        return built, page.read_text(encoding="utf-8") if page.is_file() else ""

    return build


@pytest.mark.slow
def test_book_with_a_failing_cell_is_built_for_a_reader_fails_for_an_author_and_heals(book):
    built, page = book(0, tolerant=True, figure_fails=True)
    assert built.code == 0, built.log.text()
    assert [(entry["page"], entry["line"], entry["error"]) for entry in built.failures] == [
        ("index", 16, "AssertionError: assert limit > 1"),
        ("index", 25, "live: ValueError: no numbers"),
    ]
    assert page.count("This cell failed when this copy of the book was built") == 1
    assert "Not shown in this copy" in page
    assert "after 0" in page, "the cells after it were run"
    assert "assert" in page.partition("This cell failed")[0].rpartition("before")[2], "the cell is shown, not folded"
    assert "Show code cell" not in page and "Hide code cell" not in page

    built, _ = book(0)
    assert built.code != 0, "a strict build does not take the tolerant one's page for good"

    built, page = book(2)
    assert built.whole
    assert "This cell failed" not in page and "Not shown in this copy" not in page
    assert "after 2" in page and "a-cell" in page


@pytest.fixture
def told(extension, tmp_path, capsys, monkeypatch):
    """Return a function that tells of a build of two pages, the first of which has its cells run."""
    (tmp_path / "gates.md").write_text("```{code-cell} python\n1\n```\n\n````{code-cell}\n2\n````\n")
    (tmp_path / "states.md").write_text("text\n\n```{code-cell} python\n3\n```\n")
    env = SimpleNamespace(doc2path=lambda name: str(tmp_path / f"{name}.md"), docname="gates")

    def tell(events):
        monkeypatch.setenv("BOOK_EVENTS", events)
        telling = extension.told.Told()
        telling.begin(None, env, ["gates", "states"])
        telling.cell("gates")
        telling.cell("gates")
        for env.docname in ("gates", "states"):
            telling.read(SimpleNamespace(env=env), None)
        telling.write(None, env)
        return capsys.readouterr().out.splitlines()

    return tell


def test_program_is_told_pages_and_cells_as_they_are_done(told, extension):
    *lines, last = (json.loads(line.removeprefix(extension.told.MARK)) for line in told("1"))
    counts = [(line["pages"], line["of_pages"], line["cells"], line["of_cells"]) for line in lines]
    assert counts == [(0, 2, 0, 3), (0, 2, 1, 3), (0, 2, 2, 3), (1, 2, 2, 3), (2, 2, 3, 3)]
    assert [line.get("page") for line in lines] == [None, None, None, "gates", "states"]
    assert last == {"writing": True}


def test_mark_of_what_is_told_and_of_a_failed_cell_is_what_the_command_looks_for(extension, tool):
    command = tool("build_book")
    assert command.EVENT == extension.told.MARK
    assert extension.cells.FAILED in command.TOLD


def test_builder_on_its_own_tells_a_line_a_page(told):
    first, gates, states, last = told("0")
    assert first == "reading 2 pages, and running cells that have changed"
    assert gates.split() == ["gates", "0.0", "s,", "1", "to", "go"]
    assert states.split() == ["states", "0.0", "s"]
    assert last == "writing pages"
