"""The command that builds the book: what it shows an author, what it hands on to a reader's command, what it keeps."""

import io
import json
import os
import sys

import pytest


@pytest.fixture
def build_book(tool, tmp_path, monkeypatch):
    """Load the builder with its root and its log in a folder of the test's own."""
    module = tool("build_book")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "BUILD", tmp_path / "_build")
    monkeypatch.setattr(module, "LOG", tmp_path / "_build" / "build.log")
    return module


def build(module, lines, code=0, *, tolerant=False):
    """Build with a command that writes these lines, as Jupyter Book would, and ends with `code`."""
    program = f"import sys\nfor line in {lines!r}: print(line)\nsys.exit({code})"
    with module.Step("Book") as step:
        return module.build([sys.executable, "-c", program], dict(os.environ), step, tolerant=tolerant)


def shown(capsys):
    """Return the lines between the step's beginning and its end."""
    first, *lines, last = capsys.readouterr().out.splitlines()
    assert (first, last[:8]) == ("==> Book", "    done")
    return lines


LAUNCHER = [
    "Traceback (most recent call last):",
    '  File "/somewhere/.venv/bin/jupyter-book", line 8, in <module>',
    "    sys.exit(main())",
    "RuntimeError: There was an error in building your book.",
]
OURS = [
    "Traceback (most recent call last):",
    '  File "/somewhere/quizzes/page/directive.py", line 8, in run',
    "KeyError: 'id'",
]
CHATTER = [
    "\x1b[1mRunning Jupyter-Book v1.0.4.post1\x1b[0m",
    "Source Folder: /somewhere/book",
    "Finished generating HTML for book.",
]


def test_launchers_own_traceback_is_logged_and_not_shown(build_book, capsys):
    lines = ["book/gates.md:3: WARNING: no item 'gates-x'", *LAUNCHER]
    built = build(build_book, lines, 3)
    assert (built.code, built.warnings) == (3, lines[:1])
    assert build_book.LOG.read_text().splitlines() == lines
    assert shown(capsys) == lines[:1]


def test_another_traceback_is_shown_whole(build_book, capsys):
    lines = ["reading", *OURS, "done"]
    assert build(build_book, lines, 2).code == 2
    assert shown(capsys) == lines


@pytest.mark.parametrize("first", ["Quiz error:", "A cell failed: book/gates.md:12"])
def test_error_that_has_told_its_message_is_shown_without_a_traceback(build_book, capsys, first):
    lines = [first, "1 problem found", *OURS, "The above exception was the direct cause", *LAUNCHER]
    build(build_book, lines, 2)
    assert shown(capsys) == [first, "1 problem found"]


def test_chatter_is_logged_and_not_shown(build_book, capsys):
    lines = [f"{build_book.EXPECTED} See the docs.", f"{build_book.ENDED}.", *CHATTER, "a warning of ours"]
    built = build(build_book, lines)
    assert shown(capsys) == ["a warning of ours"]
    assert built.whole
    assert build_book.LOG.read_text().splitlines()[-2:] == ["Finished generating HTML for book.", "a warning of ours"]


def event(**counts):
    return "::book " + json.dumps({"pages": 1, "of_pages": 3, "cells": 4, "of_cells": 9} | counts)


def test_page_that_is_read_is_a_line_with_both_counts(build_book, capsys):
    build(build_book, [event(at="gates"), event(page="gates", seconds=2.5)])
    assert shown(capsys) == ["    gates                  2.5 s, 1 of 3 pages, 4 of 9 cells"]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_terminal_shows_one_line_of_its_width_that_is_drawn_anew(build_book, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("TERM", raising=False)
    terminal = Terminal()
    with build_book.Step("Book", stream=terminal) as step:
        build_book.tell(step, {"pages": 1, "of_pages": 3, "cells": 5, "of_cells": 9, "at": "gates"})
        build_book.tell(step, {"pages": 3, "of_pages": 3, "cells": 9, "of_cells": 9, "page": "states", "seconds": 1})
        build_book.tell(step, {"writing": True})
        step.summary = "built"
    text = terminal.getvalue()
    assert text.count("\n") == 1
    drawn = [line.replace("\x1b[K", "").strip() for line in text.split("\r") if line.strip()]
    assert "==> Book  [############------------] 0 s, 1 of 3 pages, 5 of 9 cells: gates" in drawn
    assert "==> Book  [########################] 0 s, 3 of 3 pages, 9 of 9 cells: writing p" in drawn
    assert drawn[-1] == "==> Book: built, 0 s"


def test_tolerant_build_says_nothing_of_its_own_and_hands_on_what_failed(build_book, capsys, tmp_path):
    failures = tmp_path / "_build" / "failures.json"
    entry = {"page": "gates", "line": 7, "error": "AssertionError"}
    program = f"import pathlib; pathlib.Path({str(failures)!r}).write_text({json.dumps([entry])!r}); "
    program += "print('gates.md:9: WARNING: no such label'); print('gates.md: WARNING: Executing notebook failed: x')"
    with build_book.Step("Book") as step:
        built = build_book.build([sys.executable, "-c", program], dict(os.environ), step, tolerant=True)
    assert shown(capsys) == []
    assert built.failures == [entry]
    assert built.warnings == ["gates.md:9: WARNING: no such label"]
    assert not built.whole


def test_failures_of_an_earlier_build_are_not_those_of_this_one(build_book, tmp_path):
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "failures.json").write_text('[{"page": "gates"}]')
    assert build(build_book, ["all well"], tolerant=True).whole


@pytest.fixture
def doctrees(tmp_path):
    """Leave what an earlier build has read."""
    folder = tmp_path / "_build" / ".doctrees"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    "outcome",
    [
        {"code": 1},
        {"code": 0, "failures": [{"page": "gates", "line": 7, "error": "AssertionError"}]},
        {"code": 0, "warnings": ["gates.md:3: WARNING: no item"]},
    ],
)
@pytest.mark.parametrize("tolerant", [True, False])
def test_build_with_a_failure_leaves_no_page_that_a_later_one_takes_for_good(
    build_book, doctrees, monkeypatch, outcome, tolerant
):
    monkeypatch.setattr(build_book, "build", lambda *_, **__: build_book.Built(**outcome))
    assert not build_book.build_book(tolerant=tolerant).whole
    assert not doctrees.exists()


def test_build_without_a_failure_keeps_what_it_has_read(build_book, doctrees, monkeypatch):
    monkeypatch.setattr(build_book, "build", lambda *_, **__: build_book.Built(0))
    assert build_book.build_book().whole
    assert doctrees.exists()


def test_failed_build_is_told_with_the_name_of_its_log(build_book, capsys, monkeypatch):
    monkeypatch.setattr(build_book, "build", lambda *_, **__: build_book.Built(1))
    assert build_book.main([]) == 1
    expected = "build_book: the book has errors, listed above; all output: _build/build.log\n"
    assert capsys.readouterr().err == expected


def test_full_disk_is_told_as_one(build_book, capsys, monkeypatch):
    log = build_book.Log(build_book.LOG)
    log.write("OSError: [Errno 28] No space left on device: '/x/_build/html/gates.html'")
    monkeypatch.setattr(build_book, "build", lambda *_, **__: build_book.Built(1, log=log))
    assert build_book.main([]) == 1
    told = capsys.readouterr().err
    assert told.startswith("build_book: the disk is full: ")
    assert told.endswith("the same command then goes on where this one stopped. "
                         "the book has errors, listed above; all output: _build/build.log\n")  # fmt: skip


@pytest.mark.parametrize(("arguments", "kept"), [([], True), (["--clean"], False)])
def test_good_build_keeps_its_pages_unless_asked_to_begin_anew(build_book, tmp_path, monkeypatch, arguments, kept):
    page = tmp_path / "_build" / "html" / "old.html"
    page.parent.mkdir(parents=True)
    page.write_text("old")
    commands = []
    good = build_book.Built(0)
    monkeypatch.setattr(build_book, "build", lambda command, *_, **__: commands.append(command) or good)
    assert build_book.main(arguments) == 0
    assert page.exists() == kept
    assert "-W" in commands[0], "warnings are errors"


def test_tolerant_build_takes_no_warning_for_an_error(build_book, monkeypatch):
    seen = []
    good = build_book.Built(0)
    monkeypatch.setattr(build_book, "build", lambda command, env, *_, **__: seen.append((command, env)) or good)
    build_book.build_book(tolerant=True)
    assert "-W" not in seen[0][0]
    assert seen[0][1]["BOOK_TOLERANT"] == "1"


def test_chapters_kernels_leave_the_users_own_folders_alone(build_book, tmp_path):
    env = build_book.environment(tolerant=False)
    for name in ("IPYTHONDIR", "KERAS_HOME", "MPLCONFIGDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        assert env[name].startswith(str(tmp_path / "_build"))
    assert env["BOOK_TOLERANT"] == "0"
