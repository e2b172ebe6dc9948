"""The command `quizzes`: one message and exit code 1 for what cannot be done, 2 for wrong usage."""

import json
import shutil
from pathlib import Path

import pytest

from quizzes import cli

SAMPLE = Path(__file__).parent / "fixtures"


def run(capsys, *arguments):
    code = cli.main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def built(tmp_path, capsys):
    folder = tmp_path / "course"
    assert run(capsys, "build", "--course", str(folder)) == (
        0, "", f"assignments: 11 files in {folder.as_posix()}, 11 of them changed\n")  # fmt: skip
    return folder


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    for name, command in cli.COMMANDS.items():
        assert name in text
        assert command.help in text


def test_help_of_grade_says_what_no_sandbox_means(capsys):
    with pytest.raises(SystemExit):
        cli.main(["grade", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "learners' code runs without a sandbox, with your rights" in told


@pytest.mark.parametrize("arguments", [[], ["grad"], ["grade"], ["build", "--nowhere"]])
def test_wrong_usage_ends_with_2(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "usage: quizzes" in capsys.readouterr().err


def test_second_build_changes_nothing(built, capsys):
    def times():  # of all but the lock that every command takes
        return {path: path.stat().st_mtime_ns for path in built.rglob("*") if ".grading" not in path.parts}

    before = times()
    assert run(capsys, "build", "gates", "--only", "assignments", "--course", str(built))[2].endswith(
        "0 of them changed\n"
    )
    assert times() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "gate"], "quizzes build: unknown assignment 'gate'; did you mean 'gates'?\n"),
        (
            ["build", "zzz"],
            "quizzes build: unknown assignment 'zzz'; "
            "known are debug, gates, gates-backward, now, rnn, seq2seq, states, strips\n",
        ),
        (["build", "--only", "assign"], "quizzes build: unknown target 'assign'; did you mean 'assignments'?\n"),
    ],
)  # fmt: skip
def test_unknown_name_gets_the_nearest_one(tmp_path, capsys, arguments, message):
    assert run(capsys, *arguments, "--course", str(tmp_path)) == (1, "", message)


@pytest.mark.parametrize("command", [["release", "gates"], ["grade", "gates"], ["export-grades"]])
def test_folder_without_a_course_says_how_to_make_one(tmp_path, capsys, command):
    folder = tmp_path.as_posix()
    message = f"{folder} holds no course; make it with: quizzes build --course {folder}"
    assert run(capsys, *command, "--course", str(tmp_path)) == (1, "", f"quizzes {command[0]}: {message}\n")


@pytest.mark.parametrize("command", ["release", "grade"])
def test_assignment_that_the_course_lacks_gets_the_nearest_one(built, capsys, command):
    code, _, err = run(capsys, command, "gate", "--course", str(built))
    assert code == 1
    assert err.endswith(f"quizzes {command}: the course has no assignment 'gate'; did you mean 'gates'?\n")


def test_assignment_that_is_not_released_cannot_be_graded(built, capsys):
    code, _, err = run(capsys, "grade", "gates", "--course", str(built))
    assert code == 1
    assert err.endswith(f"'gates' is not released yet; run: quizzes release gates --course {built.as_posix()}\n")


def test_grading_without_submissions_says_where_they_belong(built, capsys):
    assert run(capsys, "release", "gates", "--course", str(built)) == (
        0, "", f"released: {built.as_posix()}/release/gates\n")  # fmt: skip
    code, out, err = run(capsys, "grade", "gates", "--course", str(built))
    assert (code, out) == (1, "")
    assert err.endswith(f"no submissions of 'gates': expected {built.as_posix()}/submitted/STUDENT/gates/gates.ipynb\n")


def test_release_that_nbgrader_refuses_says_why(built, capsys):
    notebook = built / "source" / "gates" / "gates.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("### END SOLUTION", ""), encoding="utf-8")
    code, out, err = run(capsys, "release", "gates", "--course", str(built))
    assert (code, out) == (1, "")
    assert "gates.ipynb, cell gates-count-solution: BEGIN SOLUTION has no END SOLUTION. End the region with" in err
    assert err.endswith(f"not released: {built.as_posix()}/release/gates\n")


def test_table_of_an_empty_course_has_a_head_alone(built, capsys):
    target = built / "table.csv"
    assert run(capsys, "export-grades", "--course", str(built), "--to", str(target))[0] == 0
    assert target.read_text(encoding="utf-8").splitlines()[0].startswith("assignment,student,last_name")
    assert len(target.read_text(encoding="utf-8").splitlines()) == 1


@pytest.fixture
def dice(tmp_path):
    """The small course of `quizzes new-project`: two items, one task."""
    folder = tmp_path / "dice"
    assert cli.main(["new-project", str(folder)]) == 0
    return folder


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def check(capsys, project, *options):
    capsys.readouterr()
    return run(capsys, "--project", str(project), "check", *options)


def test_check_prints_a_table(capsys, dice):
    code, out, err = check(capsys, dice)
    assert (code, err) == (0, "3 checks, all agree; nothing is missing\n")
    lines = [line.split() for line in out.splitlines()]
    assert lines[:5] == [
        ["ok", "dice-sum", "proof", "proofs/dice.py::most_likely_sum"],
        ["ok", "dice-repeats", "proof", "proofs/dice.py::at_least_one"],
        ["ok", "chance", "solution", "6", "points", "in", "3", "tasks"],
        [],
        ["ok", "items", "1", "items", "2"],
    ]
    assert lines[-1] == ["ok", "variants", "1", "dice-repeats", "20"]


def test_check_that_fails_ends_with_1(capsys, dice):
    edit(dice / "proofs" / "dice.py", "== max(map(ways.count, ways))", "== 1")
    code, out, err = check(capsys, dice, "--json")
    assert (code, err) == (1, "quizzes check: 1 of 3 checks do not agree, and 1 things are missing\n")
    assert {check["id"]: check["agrees"] for check in json.loads(out)["checks"]} == {
        "dice-sum": False, "dice-repeats": True, "chance": True}  # fmt: skip


def test_check_names_what_is_missing(capsys, dice):
    edit(dice / "quizzes.toml", "items = 2", "items = 3")
    code, out, err = check(capsys, dice)
    assert (code, err) == (1, "quizzes check: 0 of 3 checks do not agree, and 1 things are missing\n")
    assert "MISSING  items           1    items 2" in out.splitlines()
    assert out.splitlines()[-1] == "missing  expected at least 3 items, got 2"


def test_check_as_json_tells_of_every_item(capsys, kinds_project, sample):
    items = {item["id"]: item for item in json.loads(check(capsys, kinds_project, "--json")[1])["items"]}
    assert list(items) == list(sample.items)
    assert items["kinds-choice"] == {
        "id": "kinds-choice", "kind": "choice", "cards": ["A-01"], "chapter": "kinds", "objective": "keep",
        "proof": "quizzes/proofs/sample.py::keep", "draws": 1, "misconceptions": ["FORGET_ONE_FORGETS"], "variants": 0,
    }  # fmt: skip
    assert (items["kinds-choices"]["source"], items["kinds-choices"]["draws"]) == (["someone1997"], 0)
    assert items["kinds-number-variants"]["draws"] == 20
    assert items["kinds-number-variants"]["variants"] == 20


@pytest.fixture(scope="module")
def kinds_project(tmp_path_factory):
    """The bank with an item of every kind, as a project outside of this repository."""
    return shutil.copytree(SAMPLE, tmp_path_factory.mktemp("kinds") / "project")


@pytest.mark.parametrize(
    ("target", "names"),
    [
        ("anki", ["recurrent-networks.apkg", "anki-report.csv"]),
        ("moodle", ["recurrent-networks.xml", "moodle-report.csv"]),
        ("qti", ["recurrent-networks-qti21.zip", "recurrent-networks-canvas.zip", "qti-report.csv"]),
        ("canvas", ["recurrent-networks-canvas.zip", "canvas-report.csv"]),
        ("gift", ["recurrent-networks.gift", "gift-report.csv"]),
        ("scorm", ["recurrent-networks-kinds-scorm12.zip", "scorm-report.csv"]),
        ("csv", ["items.csv"]),
    ],
)
def test_export_writes_its_files_and_lists_what_is_lost(tmp_path, capsys, kinds_project, target, names):
    code, out, err = run(capsys, "--project", str(kinds_project), "export", target, "--out", str(tmp_path))
    assert code == 0
    assert f"in {tmp_path.as_posix()}: {', '.join(names)}\n" in err
    assert ("Canvas takes recurrent-networks-canvas.zip" in err) == (target == "qti")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert ("kinds-code" in out) == (target != "csv")


def test_export_to_a_file_gives_it_that_name(tmp_path, capsys, kinds_project):
    assert run(capsys, "--project", str(kinds_project), "export", "csv", "--out", str(tmp_path / "mine.csv"))[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_export_takes_a_part_of_the_bank(tmp_path, capsys, kinds_project):
    asked = ["--kind", "choice,number", "--items", "kinds-choice", "--items", "kinds-text"]
    command = ["--project", str(kinds_project), "export", "csv"]
    code, _, err = run(capsys, *command, *asked, "--out", str(tmp_path / "term-2026.2"))
    assert (code, err.split(";")[0]) == (0, "csv: 1 questions")
    assert (tmp_path / "term-2026.2" / "items.csv").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["moodl"], "unknown target 'moodl'; did you mean 'moodle'?"),
        (["qti", "--out", "two.zip"], "qti makes 2 packages: name a folder, not two.zip"),
        (["moodle", "--variants", "0"], "expected at least 1 variant, got 0"),
        (["csv", "--chapter", "kindz"], "no item of the bank has the chapter 'kindz'; did you mean 'kinds'?"),
        (["anki", "--edition", "today"], "expected an edition such as 2026-11-21, got 'today'"),
    ],
)
def test_export_that_cannot_be_made_says_why(capsys, kinds_project, arguments, message):
    assert run(capsys, "--project", str(kinds_project), "export", *arguments) == (1, "", f"quizzes export: {message}\n")


def test_mistake_in_the_bank_is_told_without_a_traceback(capsys, dice):
    edit(dice / "bank" / "dice.yml", "kind: number", "kind: numeral")
    capsys.readouterr()
    code, out, err = run(capsys, "--project", str(dice), "build", "--course", str(dice / "course"))
    assert (code, out) == (1, "")
    first, second = err.splitlines()
    assert first == "quizzes build: 1 problem found"
    assert second.startswith("  bank/dice.yml:29: dice-repeats: 'kind': expected one of choice, ")
