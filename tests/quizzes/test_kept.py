"""The kept bank is the bank that its files give, until one of them changes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from quizzes.errors import BankError
from quizzes.kept import digest, kept_bank
from quizzes.project import read_project
from quizzes.variants import variant, variants

SAMPLE = Path(__file__).parent / "fixtures"
ROOT = Path(__file__).resolve().parent.parent.parent


def use(project, place, do=lambda bank: None):
    with kept_bank(read_project(project), place=place) as bank:
        do(bank)
    return bank


def test_kept_bank_equals_the_bank_of_its_files(sample, tmp_path):
    assert use(SAMPLE, tmp_path) == sample
    assert len(list(tmp_path.glob("*.json"))) == 1
    assert use(SAMPLE, tmp_path) == sample


def test_kept_bank_of_the_course_equals_the_bank_of_its_files(bank, tmp_path):
    for _ in range(2):
        with kept_bank(place=tmp_path) as kept:
            pass
        assert kept == bank
        assert [str(item.where) for item in kept.items.values()] == [str(item.where) for item in bank.items.values()]


def test_variants_that_were_made_are_kept_and_need_no_computing(sample, tmp_path):
    use(SAMPLE, tmp_path, lambda bank: [variants(item, 3) for item in bank.items.values()])
    (path,) = tmp_path.glob("*.json")
    kept = {(row[0], row[1]): row[2] for row in json.loads(path.read_text())["variants"]}
    assert ("kinds-number-variants", "0") in kept
    code = f"""
import sys
from pathlib import Path
from quizzes.kept import kept_bank
from quizzes.project import read_project
from quizzes.variants import variant
project = Path({str(SAMPLE)!r})
with kept_bank(read_project(project), place=Path({str(tmp_path)!r})) as bank:
    made = variant(bank.items["kinds-number-variants"], 0)
assert not [name for name in sys.modules if "proofs" in name or name.startswith("_project")], "the proofs were loaded"
print(repr(made.quantity))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == repr(variant(sample.items["kinds-number-variants"], 0).quantity)


def test_a_change_of_bank_or_proofs_is_another_hash(project):
    before = digest(read_project(project.root))
    project.edit("def keep", "def  keep", "quizzes/proofs/gates.py")
    proofs = digest(read_project(project.root))
    project.edit("A quarter.", "One quarter.")
    assert len({before, proofs, digest(read_project(project.root))}) == 3


def test_a_change_is_seen_and_only_the_newest_is_kept(project, tmp_path):
    place = tmp_path / "kept"
    use(project.root, place)
    project.edit("A quarter.", "One quarter.")
    assert use(project.root, place).items["gates-left"].explain == "One quarter."
    assert len(list(place.iterdir())) == 1


def test_a_bank_with_a_problem_is_never_kept(project, tmp_path):
    place = tmp_path / "kept"
    project.edit("ONE_ERASES", "NOBODY")
    for _ in range(2):
        with pytest.raises(BankError, match="NOBODY"):
            use(project.root, place)
    assert not place.exists()


def test_a_damaged_file_is_read_anew(project, tmp_path):
    place = tmp_path / "kept"
    use(project.root, place)
    (path,) = place.iterdir()
    path.write_text("{")
    assert use(project.root, place) == project.load()
    assert json.loads(path.read_text())["documents"]
