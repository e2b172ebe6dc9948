"""`quizzes viva` on a small class: honest, hostile, by chance, without a function, and no notebook at all."""

import json
import shutil
from pathlib import Path

import pytest

from quizzes.cli import main

GATES = """def gates(z):
    # <img src=x onerror=alert(1)>
    label = "<script>alert(1)</script>`x`"
    i, f, g, o = np.split(z, 4, axis=1)
    return 1 / (1 + np.exp(-i)), 1 / (1 + np.exp(-f)), np.tanh(g), 1 / (1 + np.exp(-o))
"""
BY_CHANCE = """def parameter_count(D, H):
    return int(np.random.default_rng().integers(1, 900))
"""
NOT_PLAIN = """def parameter_count(D, H):
    return object()
"""
ENDS = """def parameter_count(D, H):
    import os
    os._exit(3)
"""
CLASS = {
    "ada": {"gates-activations-solution": GATES},
    "bob": None,  # no notebook
    "cyd": {"gates-count-solution": BY_CHANCE},
    "dan": {"gates-count-solution": NOT_PLAIN},
    "eve": {"gates-count-solution": ENDS},
    "fay": {"gates-count-solution": "parameters = undefined_name\n"},
    "gus": {},  # as it was handed out
}


@pytest.fixture(scope="module")
def course(released, tmp_path_factory):
    """A course with the class's submissions, and its sheets."""
    root = tmp_path_factory.mktemp("viva") / "course"
    shutil.copytree(released, root)
    shutil.rmtree(root / "submitted", ignore_errors=True)
    master = json.loads((root / "release" / "gates" / "gates.ipynb").read_text(encoding="utf-8"))
    for student, cells in CLASS.items():
        folder = root / "submitted" / student / "gates"
        folder.mkdir(parents=True)
        if cells is None:
            (folder / "gates.ipynb").write_bytes(b"{")
            continue
        notebook = json.loads(json.dumps(master))
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = cells.get(name, cell["source"])
        (folder / "gates.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return root


def run(course: Path, *more: str) -> int:
    return main(["viva", "gates", "--course", str(course), "--seed", "s", "--workers", "2", "--no-pdf", *more])


def told(course: Path, student: str) -> dict:
    return json.loads((course / "viva" / "gates" / student / "questions.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_each_submission_gets_a_sheet_and_a_sentence(course, capsys):
    assert run(course) == 0
    err = capsys.readouterr().err
    assert f"{len(CLASS)} sheets of 5 questions" in err
    notes = {student: " ".join(told(course, student)["notes"]) for student in CLASS}
    assert notes["ada"] == ""
    assert "JSON" in notes["bob"]
    assert "does it draw random numbers?" in notes["cyd"]
    assert "neither a number nor an array" in notes["dan"]
    assert "was stopped while it ran" in notes["eve"]
    assert "does not run to its end" in notes["fay"]
    assert "no function in it that the learner wrote" in notes["gus"]
    kinds = [question["kind"] for question in told(course, "ada")["questions"]]
    assert {"trace", "one line changed", "why"} <= set(kinds)
    assert "error" in [question["kind"] for question in told(course, "fay")["questions"]]
    assert all(question["kind"] in ("why", "bank") for question in told(course, "eve")["questions"])

    # what learners wrote is text on every page
    for name in ("sheet.html", "key.html"):
        page = (course / "viva" / "gates" / "ada" / name).read_text(encoding="utf-8")
        assert "<script" not in page and "<img" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "Seed s, version 4" in page
    sheet = (course / "viva" / "gates" / "ada" / "sheet.html").read_text(encoding="utf-8")
    assert 'class="key"' not in sheet and 'class="right"' not in sheet

    # the same again, to the byte, for one and for all
    files = {path: path.read_bytes() for path in sorted((course / "viva").rglob("*")) if path.is_file()}
    assert run(course, "--student", "cyd") == 0
    assert run(course) == 0
    assert files == {path: path.read_bytes() for path in sorted((course / "viva").rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--questions", "0"], "--questions: expected 1 to 20, got 0"),
        (["--minutes", "-1"], "--minutes: expected 1 to 600, got -1"),
        (["--seed", "x" * 41], "--seed: expected at most 40 letters that can be printed"),
        (["--alternative", "add"], "--alternative: nobody in the roster has the id 'add'; did you mean 'ada'?"),
        (["--student", "nobody"], "no submission of 'gates' by 'nobody'"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(course, capsys, more, message):
    assert run(course, *more) == 1
    assert message in capsys.readouterr().err


@pytest.mark.slow
def test_without_a_chromium_the_pages_are_there_and_a_sentence(course, capsys, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "none")
    assert main(["viva", "gates", "--course", str(course), "--seed", "s", "--student", "ada", "--workers", "1"]) == 0
    assert "no PDF was made: there is no Chromium" in capsys.readouterr().err
    assert (course / "viva" / "gates" / "ada" / "sheet.html").is_file()
    assert not (course / "viva" / "gates" / "ada" / "sheet.pdf").exists()
