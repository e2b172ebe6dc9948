"""When items changed, and which were removed: read from a small repository."""

import os
import subprocess
from datetime import UTC, datetime

import pytest

from quizzes.project import read_project
from quizzes.targets.history import history_of

VARIANTS = """\
- id: gates-more
  kind: number
  cards: []
  objective: keep
  prompt: How much is <<n>> halves?
  tolerance: 0.1
  variants: quizzes/proofs/gates.py::halves
  explain: Half of <<n>>.
  see: forget-gate
"""


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def history(project, commit):
    commit(project.root, "2027-01-01")
    return project


def test_an_item_has_the_time_of_its_own_last_change(history, commit):
    history.edit("A quarter.", "One quarter.")
    commit(history.root, "2027-02-02")
    history.edit("What is kept?", "What stays?")
    commit(history.root, "2027-03-03")
    assert history_of(read_project(history.root)).changed == {
        "gates-keep": day("2027-03-03"), "gates-apply": day("2027-01-01"), "gates-left": day("2027-02-02"),
    }  # fmt: skip


def test_an_item_that_moves_in_its_file_has_not_changed(history, commit):
    text = (history.bank / "gates.yml").read_text()
    start = text.index("- id: gates-apply")
    first = text.index("- id: gates-keep")
    history.write("quizzes/bank/gates.yml", text[:first] + text[start:] + text[first:start])
    commit(history.root, "2027-02-02")
    assert set(history_of(read_project(history.root)).changed.values()) == {day("2027-01-01")}


def test_a_change_that_was_taken_back_is_a_change(history, commit):
    history.edit("A quarter.", "One quarter.")
    commit(history.root, "2027-02-02")
    history.edit("One quarter.", "A quarter.")
    commit(history.root, "2027-03-03")
    assert history_of(read_project(history.root)).changed["gates-left"] == day("2027-03-03")


def test_the_function_of_its_variants_is_a_part_of_the_item(history, commit):
    history.write("quizzes/bank/gates.yml", (history.bank / "gates.yml").read_text() + VARIANTS)
    history.write("quizzes/proofs/gates.py", "def halves(rng):\n    return 1\n\n\ndef other():\n    pass\n")
    commit(history.root, "2027-02-02")
    history.edit("pass", "return", "quizzes/proofs/gates.py")
    commit(history.root, "2027-03-03")
    assert history_of(read_project(history.root)).changed["gates-more"] == day("2027-02-02")
    history.edit("return 1", "return 2", "quizzes/proofs/gates.py")
    commit(history.root, "2027-04-04")
    assert history_of(read_project(history.root)).changed["gates-more"] == day("2027-04-04")


def test_what_was_taken_out_is_known_with_its_last_entry(history, commit):
    history.edit("A quarter.", "One quarter.")
    commit(history.root, "2027-02-02")
    text = (history.bank / "gates.yml").read_text()
    history.write("quizzes/bank/gates.yml", text[: text.index("- id: gates-left")])
    commit(history.root, "2027-03-03")
    (gone,) = history_of(read_project(history.root)).removed
    assert (gone.id, gone.chapter, gone.when) == ("gates-left", "gates", day("2027-03-03"))
    assert "One quarter." in gone.entry


def test_what_is_not_committed_is_told(history):
    history.edit("A quarter.", "One quarter.")
    stamp = day("2028-01-01").timestamp()
    os.utime(history.bank / "gates.yml", (stamp, stamp))
    found = history_of(read_project(history.root))
    assert found.changed["gates-left"] == day("2028-01-01")
    assert found.changed["gates-keep"] == day("2027-01-01")
    assert found.told == ("1 items have changes that are not committed: they have the time of the newest file",)


def test_without_git_the_edition_is_the_newest_files_and_is_told(project):
    for number, path in enumerate(sorted(project.root.rglob("*.*"))):
        os.utime(path, (1_800_000_000 + number, 1_800_000_000 + number))
    found = history_of(read_project(project.root))
    (when,) = set(found.changed.values())
    assert when > datetime(2027, 1, 1, tzinfo=UTC)
    assert len(found.changed) == 3
    told = f"no git history: every item has the time of the bank's newest file, {when:%Y-%m-%d %H:%M} UTC"
    assert found.told == (f"{told}; --edition DATE names another",)


def test_a_shallow_clone_is_told(history, commit, tmp_path):
    history.edit("A quarter.", "One quarter.")
    commit(history.root, "2027-02-02")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth=1", history.root.as_uri(), str(clone)], check=True)
    found = history_of(read_project(clone))
    assert set(found.changed.values()) == {day("2027-02-02")}
    assert found.told == ("a shallow clone: what did not change since its first commit has that commit's time",)
