"""The corpus of tests/submissions, graded in both modes, warm and cold: each outcome, and what it leaves behind.

A third of the files warm, each in one of the modes; cold, in one mode, a tenth of what a kernel's start can matter to,
and a thirtieth of the rest. Which, depends on the commit (drawn.py). What ends its kernel or runs out of time is judged
by a second try, in a cold kernel, in a warm batch, too. WHOLE=1 (`make corpus`): all of it in all four.
"""

import ctypes
import hashlib
import math
import os
import re
import shutil
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from drawn import WHOLE, drawn  # noqa: E402
from nbgrader.api import Gradebook

from benchmarks.corpus.collector import collector
from benchmarks.corpus.course import hand_in_all, hand_in_right, make_course, read_release
from benchmarks.corpus.entries import GROUPS, MODES, ROOT, BrokenEntry, read_entries, read_entry
from benchmarks.corpus.run import CANARIES, SETTINGS, TIMEOUT_S, Batch, differences, grade_batch, traces

pytestmark = pytest.mark.slow
ENTRIES = read_entries()
BATCHES = {"warm": (), "cold": ("--cold",)}  # options
OF_THE_START = ("thefts", "crashes")  # what a process was handed when it started, and what its end takes along
AGAIN = {"crashed", "timed-out"}  # what a busy machine might have caused: a second try in a cold kernel decides
WARM = 1 / 3  # the share that runs warm
COLD = {True: 1 / 10, False: 1 / 30}  # the share that runs cold, of the groups above and of the others
MANUAL = "mm-read-by-a-person"
FLAT_MB, WORKER_MB = 300, 700  # the largest file that is read takes a worker 500 for a moment
LEFT = "owned-by-a-submission"  # what submissions call the files that they leave
PLACES = ("/", "/tmp", "/var/tmp", "/dev/shm", "/usr/lib", str(ROOT), str(Path.home()), os.getcwd())
_PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Ran:
    """What one batch gave, and what was there before and after."""

    batch: Batch
    course: Path
    mode: str
    entries: list
    before: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)
    left: list = field(default_factory=list)  # processes
    collected: list = field(default_factory=list)  # connections to the collector


def entries_of(mode, how):
    """Return what is graded in a batch: warm, each entry in one of the modes."""
    if WHOLE:
        return ENTRIES
    if how == "warm":
        warm = drawn(ENTRIES, WARM, "corpus, warm")
        first = {entry.name for entry in drawn(warm, 1 / 2, "corpus, warm, one of the modes")}
        return [entry for entry in warm if (entry.name in first) == (mode == "gates")]
    once = [entry for entry in ENTRIES if not tried_again(entry, mode)]
    cold = []
    for of_the_start, share in COLD.items():
        alike = [entry for entry in once if (entry.path.parent.name in OF_THE_START) == of_the_start]
        cold += drawn(alike, share, f"corpus, cold, {mode}, {of_the_start}")
    return cold


def tried_again(entry, mode):
    """Return whether what must come of an entry is found by a second try, which is cold in each batch."""
    wanted = entry.expected[mode]
    return not AGAIN.isdisjoint({wanted.outcome, *wanted.tasks.values()})


def files_of(*folders):
    """Return a digest of each file below the folders; of pipes and links their kind."""
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file():
                found[str(path)] = "no plain file"
            else:
                found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def scores_of(course, mode):
    """Return automatic and manual scores of the student whom a person has graded."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        grades = book.find_submission(mode, MANUAL).notebooks[0].grades
        return {grade.name: (grade.auto_score, grade.manual_score) for grade in grades}


def give_by_hand(course, mode):
    """Give two points by hand, as formgrader does."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        grade = book.find_grade("gates-in-words", mode, mode, MANUAL)
        grade.manual_score, grade.needs_manual_grade = 2, False
        book.db.commit()


@pytest.fixture(scope="module")
def made(once):
    """The course before anything is handed in, and its released notebooks."""
    root = once("corpus", lambda folder: make_course(folder / "course", TIMEOUT_S, SETTINGS)) / "course"
    return root, {mode: read_release(root, mode) for mode in MODES}


def batches():
    """Return what is graded in a run: cold in one mode alone, where it is not a whole one."""
    if WHOLE:
        return [(mode, how) for mode in MODES for how in BATCHES]
    return [*((mode, "warm") for mode in MODES), *((mode, "cold") for mode in drawn(MODES, 1 / 2, "corpus, cold"))]


@pytest.fixture(scope="module", params=batches(), ids="-".join)
def ran(request, made, tmp_path_factory):
    (mode, how), (original, releases) = request.param, made
    options, entries = BATCHES[how], entries_of(mode, how)
    around = tmp_path_factory.mktemp(f"{mode}-{how}")
    course, home, scratch, neighbour = (around / name for name in ("course", "home", "tmp", "another-course"))
    shutil.copytree(original, course)
    home.mkdir(), scratch.mkdir(), neighbour.mkdir()
    (home / "secret.txt").write_text("the instructor's")
    (neighbour / "gradebook.db").write_bytes(b"another course's")
    env = {"HOME": str(home), "TMPDIR": str(scratch)}
    hand_in_right(course, MANUAL, mode, releases[mode])
    grade_batch(course, mode, "--student", MANUAL, env=env)
    give_by_hand(course, mode)
    for canary in CANARIES:
        hand_in_right(course, canary, mode, releases[mode])
    hand_in_all(course, mode, releases[mode], entries)
    kept = (home, neighbour, course / "source", course / "release", course / "submitted")
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # orphans become children of this process
    mine = {child.pid for child in psutil.Process().children(recursive=True)}
    before = {"files": files_of(*kept), "scores": scores_of(course, mode)}

    def say(line):
        plugins = request.config.pluginmanager
        terminal = plugins.getplugin("terminalreporter")
        if terminal is None:  # one of several processes: what it prints stands with a test that fails
            sys.stderr.write(f"{line}\n")
            return
        with plugins.getplugin("capturemanager").global_and_fixture_disabled():
            terminal.write_line(line)

    try:
        with collector(say) as collected:
            batch = grade_batch(course, mode, "--workers", "2", *options, env=env)
        orphans = [child for child in psutil.Process().children(recursive=True) if child.pid not in mine]
        left = psutil.wait_procs(orphans, timeout=5)[1]  # what has ended waits to be noticed by its new parent
    finally:
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
    after = {"files": files_of(*kept), "scores": scores_of(course, mode), "scratch": list(scratch.iterdir())}
    return Ran(batch, course, mode, entries, before, after, left, collected)


def test_each_outcome_is_the_one_that_the_file_names(ran):
    found = list(differences(ran.entries, ran.mode, ran.batch))
    assert found == [], "\n".join(found)


def test_every_submission_has_one_grade_and_none_is_a_fault(ran):
    assert set(ran.batch.grades) == {entry.student for entry in ran.entries} | {*CANARIES, MANUAL}
    assert ran.batch.totals["submissions"] == len(ran.batch.grades)
    assert "fault" not in ran.batch.totals["outcomes"]


def test_memory_of_the_grader_itself_is_flat(ran):
    assert 0 < ran.batch.main_mb < FLAT_MB
    assert 0 < ran.batch.worker_mb < WORKER_MB


def test_no_process_is_left(ran):
    assert ran.left == []


def test_no_file_outside_of_the_grades_has_changed(ran):
    assert ran.after["files"] == ran.before["files"]
    assert ran.after["scratch"] == []
    assert [place for place in PLACES if Path(place, LEFT).exists()] == []
    assert list(ran.course.rglob(LEFT)) == []


def test_nothing_was_stolen(ran):
    assert list(traces(ran.course, ran.mode)) == []
    assert ran.collected == []


def test_grades_of_others_are_untouched(ran):
    assert ran.after["scores"] == ran.before["scores"]
    assert ran.after["scores"]["gates-in-words"] == (None, 2.0)
    assert ran.batch.grades[MANUAL]["score"] == (20.0 if ran.mode == "gates" else 10.0)


def test_second_tries_of_a_warm_batch_are_cold(ran):
    assert sum(tried_again(entry, ran.mode) for entry in ENTRIES) > 20
    expected = any(tried_again(entry, ran.mode) for entry in ran.entries)
    assert expected <= (ran.batch.totals["seconds"].get("alone", 0) > 0)


def test_ordinary_run_grades_a_third_of_the_files_warm_and_some_cold_in_one_mode(monkeypatch):
    monkeypatch.setattr("drawn.WHOLE", False)  # read from the environment once, when it is imported
    monkeypatch.setattr(sys.modules[__name__], "WHOLE", False)
    warm = [entry.name for mode in MODES for entry in entries_of(mode, "warm")]
    assert len(warm) == len(set(warm)) == math.ceil(len(ENTRIES) / 3)
    assert {name.split("/")[0] for name in warm} > {"thefts", "crashes"}
    assert sorted(mode for mode, how in batches() if how == "warm") == sorted(MODES)
    assert [how for _, how in batches()].count("cold") == 1
    for mode in MODES:
        once = [entry for entry in ENTRIES if not tried_again(entry, mode)]
        cold = {entry.path.parent.name in OF_THE_START for entry in entries_of(mode, "cold")}
        assert cold == {True, False}
        assert len(once) / 30 < len(entries_of(mode, "cold")) < len(once) / 10


@pytest.mark.parametrize("how", BATCHES)
@pytest.mark.parametrize("mode", MODES)
def test_whole_run_grades_all_in_each_batch(mode, how, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "WHOLE", True)
    assert entries_of(mode, how) == ENTRIES


def test_run_waits_for_another_one_on_the_machine(tmp_path):
    lock, told, order = tmp_path / "lock", [], []
    waits = threading.Event()

    def second():
        with collector(lambda line: (told.append(line), waits.set()), port=0, lock=lock):
            order.append("second")

    with collector(told.append, port=0, lock=lock):
        thread = threading.Thread(target=second)
        thread.start()
        assert waits.wait(10)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]
    assert len(told) == 1
    assert str(lock) in told[0]


def test_connections_are_collected(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with collector(port=port, lock=tmp_path / "lock") as connections:
        socket.create_connection(("127.0.0.1", port)).close()
        deadline = time.monotonic() + 10
        while not connections and time.monotonic() < deadline:
            time.sleep(0.01)
    assert len(connections) == 1


def test_port_that_is_taken_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(RuntimeError, match=f"port {port} of 127.0.0.1"),
            collector(port=port, lock=tmp_path / "lock"),
        ):
            pass


def test_corpus_is_as_large_and_as_wide_as_is_said():
    assert len(ENTRIES) >= 200
    assert {entry.name.split("/")[0] for entry in ENTRIES} == set(GROUPS)
    assert len({entry.student for entry in ENTRIES}) == len(ENTRIES)


def test_file_that_does_not_say_what_it_does_is_refused(tmp_path):
    path = tmp_path / "vague.py"
    path.write_text("# Does something.\n# gates: passed 18\n# %% gates-count-solution\n")
    with pytest.raises(BrokenEntry, match="asserts"):
        read_entry(path)


def test_threat_model_names_files_that_there_are():
    text = (ROOT / "book" / "threat-model.md").read_text(encoding="utf-8")
    named = set(re.findall(rf"`((?:{'|'.join(GROUPS)})/\w+)`", text))
    assert len(named) > 50
    assert named <= {entry.name for entry in ENTRIES}
