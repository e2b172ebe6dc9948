"""Hostile classes through the instructor's commands: nothing is raised, nothing hangs, nothing grows.

Each class is collected, graded, graded by hand, told and exported in a process of its own, within bounds of time and
memory. `FUZZ=10000 pytest tests/quizzes/grading/test_fuzz_commands.py` (or `make fuzz`) makes as many submissions.
"""

import contextlib
import csv
import io
import json
import multiprocessing
import os
import re
import shutil
import sys
import time
from pathlib import Path

import psutil
import pytest

from benchmarks.corpus.high_water import high_water_mb, workers_of
from quizzes.cli import main
from quizzes.grading import batch as grading
from quizzes.grading.examine import examine_all
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_roll import add_manual_grade, scored
from quizzes.plain_text import LONGEST

sys.path.insert(0, str(Path(__file__).parent))
from hostile import HostileKernel, Rolls, source  # noqa: E402

TRIES = int(os.environ.get("FUZZ", "60"))
FIRST = int(os.environ.get("FUZZ_SEED", "1"))
A_CLASS = 30 if TRIES < 200 else 100  # submissions
WALL_S = 900.0  # for one class, on a busy machine; a hang takes for ever
GROWTH_MB = 400  # of each process, beyond what it had
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_ROSTER = "id,first_name,last_name,email\ns0,=1+1,\u202eevil\ns1,Stu,Dent1\nada,Ada,Lovelace\ns3,Stu,Dent3\n"


def work(job, assignment, plan):
    """Grade a submission with kernels that nothing is to be believed of."""
    return examine_all(job, assignment, lambda spent: HostileKernel(job.sha256))


def command(*arguments: str) -> tuple[int, str, str]:
    """Run a command in this process, and return its exit code and what it wrote."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(arguments))
        out.flush(), err.flush()
    return code, *(part.buffer.getvalue().decode() for part in (out, err))


def lines_of(told: tuple[int, str, str], what: str, may_fail: str = "") -> list[str]:
    """Return the lines of a result, of which none steers a terminal."""
    code, out, err = told
    assert code == 0 or (may_fail and may_fail in err), f"{what}: {code} {err[-2000:]}"
    assert not _STEERS.search(out + err), f"{what}: {_STEERS.search(out + err)} steers the terminal"
    assert len(out) + len(err) < 4_000_000, f"{what}: {len(out) + len(err)} letters"
    return out.splitlines()


def one_class(seed: int, folder: Path, released: dict) -> None:
    """Take one class through all commands; raise AssertionError where something is wrong."""
    os.environ["HOSTILE_SCRATCH"] = str(folder)
    os.environ["TMPDIR"] = str(folder)
    grading.work = work
    rolls, course = Rolls(seed), folder / "course"
    at = ("--course", str(course))
    if rolls.random() < 0.5:
        (course / "roster.csv").write_text(_ROSTER, encoding="utf-8")
    handed_in = source(rolls, folder, A_CLASS, released)
    lines = lines_of(command("collect", "gates", str(handed_in), *at, "--json"), "collect")
    events = [json.loads(line) for line in lines]
    assert events
    assert all(len(event["message"]) < LONGEST + 100 for event in events)
    students = {path.parent.name for path in course.glob("submitted/*/gates")}
    as_json = ("--json",) if rolls.random() < 0.5 else ()
    graded = lines_of(command("grade", "gates", *at, "--workers", "2", *as_json), "grade", "no submissions of")
    if not students:
        return
    totals = next(k for k, line in enumerate(graded) if '"submissions"' in line or " submissions: " in line)
    assert totals == len(students), f"{totals} lines for {len(students)} submissions"
    if as_json:
        told = {line["student"]: line for line in map(json.loads, graded[:totals])}
        assert set(told) == students
        assert [line for line in told.values() if line["outcome"] == "fault"] == []
    found = scored(NbgraderCourse(course), "gates")
    for student in rolls.sample(sorted(found), min(3, len(found))):
        if any(cell.id == "gates-in-words" for cell in found[student].cells):
            comment = rolls.text()[:5000].encode("utf-8", "replace").decode()
            add_manual_grade(NbgraderCourse(course), "gates", student, "gates-in-words", 1.5, comment)
    again = [("regrade", "gates", "--workers", "1")] if rolls.random() < 0.2 else []
    for words in (("deadlines", "gates"), ("feedback", "gates"), ("report", "gates"), ("export-grades",),
                  ("export-grades", "gates", "--lms", "moodle"), ("export-grades", "gates", "--lms", "canvas"),
                  *again):  # fmt: skip
        lines_of(command(*words, *at), words[0])
    look_at(course, students)


def look_at(course: Path, students: set[str]) -> None:
    """Look at what the commands have left."""
    for student in students:
        for step, most in (("autograded", 20_000_000), ("feedback", 2_000_000)):
            sizes = {path.name: path.stat().st_size for path in (course / step / student / "gates").glob("*")}
            assert sizes, f"nothing in {step} of {student!r}"
            assert all(size < most for size in sizes.values()), sizes
        record = json.loads((course / "autograded" / student / "gates" / "grade.json").read_text("utf-8"))
        assert len(json.dumps(record)) < 2_000_000
    pages = [*course.glob("feedback/*/gates/*.html"), *course.glob("report/*.html")]
    for page in pages:
        text = page.read_text("utf-8")
        assert "<script" not in text and "<img" not in text, page
        assert page.stat().st_size < 4_000_000, page
    for table in [*course.glob("*.csv"), *course.glob("regrades/*.csv")]:
        if table.name == "roster.csv":
            continue
        rows = list(csv.reader(io.StringIO(table.read_text("utf-8"), newline="")))
        assert len({len(row) for row in rows}) == 1, table
        cells = [cell for row in rows for cell in row if not re.fullmatch(r"-?[\d.]+", cell)]
        cells = [cell.removeprefix("'\r") for cell in cells]
        assert not [cell for cell in cells if _STEERS.search(cell) or cell.lstrip().startswith(("=", "+", "-", "@"))]


def in_a_process(seed: int, folder: Path, released: dict) -> tuple[str, float, float]:
    """Return what was wrong with a class, how long it took, and how far the largest process grew, in MB."""
    read, write = multiprocessing.Pipe(duplex=False)

    def run():
        try:
            one_class(seed, folder, released)
            write.send("")
        except BaseException as error:  # noqa: BLE001  it is told where it is looked at
            import traceback

            write.send("".join(traceback.format_exception(error))[-6000:])

    process = multiprocessing.get_context("fork").Process(target=run)
    start = time.monotonic()
    process.start()
    write.close()
    first: dict[int, float] = {}
    growth, told = 0.0, ""
    while process.is_alive() and not read.poll(0.1):
        for pid in [process.pid, *workers_of(process.pid)]:
            peak = high_water_mb(pid)
            growth = max(growth, peak - first.setdefault(pid, peak))
        if time.monotonic() - start > WALL_S or growth > 3 * GROWTH_MB:
            told = f"not done after {time.monotonic() - start:.0f} s, grown by {growth:.0f} MB"
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.kill()
            break
    with contextlib.suppress(EOFError):
        told = told or read.recv()
    process.join()
    return told or ("" if process.exitcode == 0 else f"ended with {process.exitcode}"), time.monotonic() - start, growth


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_no_hostile_class_makes_a_command_raise_hang_or_grow(released, tmp_path, capsys):
    notebook = json.loads((released / "release" / "gates" / "gates.ipynb").read_text(encoding="utf-8"))
    wrong, slowest, most = [], 0.0, 0.0
    seeds = range(FIRST, FIRST + -(-TRIES // A_CLASS))
    for seed in seeds:
        folder = tmp_path / str(seed)
        shutil.copytree(released, folder / "course")
        told, seconds, growth = in_a_process(seed, folder, notebook)
        slowest, most = max(slowest, seconds), max(most, growth)
        if told or growth > GROWTH_MB:
            wrong.append(f"FUZZ_SEED={seed} (classes of {A_CLASS}): {told or f'grown by {growth:.0f} MB'}")
        shutil.rmtree(folder, ignore_errors=True)
    with capsys.disabled():
        if TRIES >= 200:
            figures = f"{len(seeds) * A_CLASS} submissions in {len(seeds)} classes: {len(wrong)} wrong"
            sys.stderr.write(f"\n{figures}, the slowest {slowest:.0f} s, the most growth {most:.0f} MB\n")
    assert wrong == [], "\n".join(wrong)


def test_process_that_hangs_or_grows_would_be_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "WALL_S", 1.0)
    monkeypatch.setattr(sys.modules[__name__], "one_class", lambda *_: time.sleep(60))
    assert in_a_process(1, tmp_path, {})[0].startswith("not done after 1 s")
    monkeypatch.setattr(sys.modules[__name__], "WALL_S", 60.0)
    monkeypatch.setattr(sys.modules[__name__], "one_class", lambda *_: time.sleep(3 * len([b"x" * 2**30])))
    assert in_a_process(1, tmp_path, {})[2] > 400
    monkeypatch.setattr(sys.modules[__name__], "one_class", lambda *_: [][1])
    assert "IndexError" in in_a_process(1, tmp_path, {})[0]
