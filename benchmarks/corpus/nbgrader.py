"""What nbgrader's own autograde makes of the corpus: one process a submission, walled in, with a limit of time.

Linux, as root (or in a user namespace). Nothing of a submission's reaches the machine: it runs in namespaces of its
own, on a read-only system, in a course of its own in memory. nbgrader runs with its defaults, 10 seconds a cell.
"""

from __future__ import annotations

import argparse
import csv
import fcntl
import io
import json
import os
import re
import resource
import select
import shutil
import signal
import socket
import sqlite3
import struct
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.corpus.course import hand_in, hand_in_right, make_course
from benchmarks.corpus.entries import MODES, SUBMISSIONS, Entry, read_entries
from quizzes.grading.sandbox.agent import linux

TABLE = SUBMISSIONS / "nbgrader.csv"
FIELDS = ("submission", "assignment", "graded", "score", "of", "other_student", "stolen", "why")
TIMEOUT_S, LIMIT_S = 10, 90  # of a cell; of a submission
OTHER = "aa-canary"  # another student, whose right work is graded before
_PRIVATE = 1 << 18
_WORK = "/tmp/corpus"  # a file system in memory, in the namespace alone


def measure(entry: Entry, assignment: str, course: bytes, release: dict) -> dict[str, object]:
    """Return one line of the table."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            _in_namespaces(lambda: _supervise(entry, assignment, course, release, writer))
        finally:
            os._exit(0)
    os.close(writer)
    data = b""
    with open(reader, "rb") as pipe:
        while select.select([pipe], [], [], LIMIT_S + 30)[0]:
            part = os.read(pipe.fileno(), 65536)
            if not part:
                break
            data += part
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    found = json.loads(data) if data else {"graded": "no", "why": "there was no answer"}
    return {"submission": entry.name, "assignment": assignment, **found}


def _in_namespaces(do) -> None:
    """Run `do` as the first process of a namespace, on a read-only system."""
    flags = linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWNET | linux.CLONE_NEWIPC
    user, group = os.geteuid(), os.getegid()
    linux.unshare(flags | (linux.CLONE_NEWUSER if user else 0))
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    first = os.fork()
    if first:
        os.waitpid(first, 0)
        return
    linux.mount("none", "/", "", _PRIVATE | linux.MS_REC)
    linux.mount("/", "/", "", linux.MS_BIND | linux.MS_REC)
    linux.mount("none", "/", "", linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY)
    linux.mount("proc", "/proc", "proc")
    for place in ("/tmp", "/var/tmp", "/dev/shm"):
        linux.mount("tmpfs", place, "tmpfs", 0, "size=900m,mode=1777")
    _loopback()
    do()


def _loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        fcntl.ioctl(wire, 0x8914, struct.pack("16sh14x", b"lo", 1))  # SIOCSIFFLAGS, IFF_UP


def _supervise(entry: Entry, assignment: str, course: bytes, release: dict, writer: int) -> None:
    """Be the first process of the namespace, which nothing in it can end: have it graded, and report the result."""
    with tarfile.open(fileobj=io.BytesIO(course)) as packed:
        packed.extractall(_WORK, filter="fully_trusted")
    root = Path(_WORK)
    os.environ["HOME"] = f"{_WORK}/home"
    Path(os.environ["HOME"]).mkdir()
    Path(os.environ["HOME"], "secret.txt").write_text("the instructor's")
    os.environ["CORPUS_SECRET"] = "the instructor's"
    hand_in(root, entry.student, assignment, entry.files(release, assignment))
    sent: list[bool] = []
    threading.Thread(target=_collect, args=(sent,), daemon=True).start()
    worker = os.fork()
    if worker == 0:
        _autograde(root, assignment, entry.student)
    end = time.monotonic() + LIMIT_S
    while (ended := os.waitpid(worker, os.WNOHANG)) == (0, 0):
        time.sleep(0.05)
        if time.monotonic() > end:
            os.kill(worker, signal.SIGKILL)
            os.waitpid(worker, 0)
            break
    found = _found(root, assignment, entry.student)
    if time.monotonic() > end:
        found |= {"graded": "no", "why": f"not done after {LIMIT_S} s"}
    elif os.WIFSIGNALED(ended[1]):
        found |= {"graded": "no", "why": "nbgrader itself was killed"}
    if sent:
        found["stolen"] = "sent over the network"
    os.write(writer, json.dumps(found).encode())
    os._exit(0)


def _collect(sent: list[bool]) -> None:
    with socket.create_server(("127.0.0.1", 47611)) as server:
        server.accept()
        sent.append(True)


def _autograde(root: Path, assignment: str, student: str) -> None:
    from nbgrader.apps import AutogradeApp

    log = os.open(root / "log.txt", os.O_WRONLY | os.O_CREAT, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    resource.setrlimit(resource.RLIMIT_AS, (6 * 2**30, 6 * 2**30))
    os.setsid()
    os.chdir(root)
    try:
        AutogradeApp.launch_instance([assignment, "--student", student, "--course", "corpus"])
    except SystemExit as end:
        os._exit(int(end.code or 0))
    finally:
        os._exit(1)


def _found(root: Path, assignment: str, student: str) -> dict[str, object]:
    """Return what stands in the gradebook and in the recorded notebook."""
    found: dict[str, object] = {"graded": "no", "score": "", "of": "", "other_student": "untouched", "stolen": ""}
    book = sqlite3.connect(root / "gradebook.db")
    rows = book.execute(
        "SELECT sa.student_id, COALESCE(g.manual_score, g.auto_score, 0), COALESCE(gc.max_score, 0), "
        "g.manual_score IS NULL AND g.auto_score IS NULL AND g.needs_manual_grade = 0 "
        "FROM grade g JOIN submitted_notebook sn ON g.notebook_id = sn.id "
        "JOIN submitted_assignment sa ON sn.assignment_id = sa.id "
        "JOIN assignment a ON sa.assignment_id = a.id "
        "JOIN grade_cells gc ON g.cell_id = gc.id WHERE a.name = ?",
        (assignment,),
    ).fetchall()
    mine = [row for row in rows if row[0] == student]
    log = (root / "log.txt").read_text("utf-8", "replace") if (root / "log.txt").exists() else ""
    recorded = root / "autograded" / student / assignment / f"{assignment}.ipynb"
    if mine and recorded.is_file():
        found |= {"graded": "yes", "score": round(sum(row[1] for row in mine), 3), "of": sum(row[2] for row in mine)}
        if "STOLEN" in recorded.read_text("utf-8", "replace").replace('print(\\"STOLEN', ""):
            outputs = [o for c in json.loads(recorded.read_text())["cells"] for o in c.get("outputs", ())]
            told = [line for o in outputs for line in "".join(o.get("text", "")).split("\n") if "STOLEN" in line]
            found["stolen"] = re.sub(r"\s+", " ", told[0])[:80] if told else ""
    else:
        lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in log.splitlines()]
        errors = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Interrupt|Entry)\b", line)]
        why = re.sub(r"\s+", " ", (errors or lines or ["no word"])[-1])
        found["why"] = re.sub(r"(does not appear to be JSON).*", r"\1", why)[:110]
    if any(row[1] != row[2] and row[1] > 50 for row in rows if row[0] == OTHER):
        found["other_student"] = "points changed"
    return found


def _prepare(folder: Path) -> tuple[bytes, dict[str, dict]]:
    """Make the course with another student's graded work in it; return it packed, and the released notebooks."""
    root = folder / "course"
    releases = make_course(root, TIMEOUT_S)
    for mode in MODES:
        hand_in_right(root, OTHER, mode, releases[mode])
        child = os.fork()
        if child == 0:
            _autograde(root, mode, OTHER)
        os.waitpid(child, 0)
    (root / "log.txt").unlink()
    return Path(shutil.make_archive(str(folder / "packed"), "tar", root)).read_bytes(), releases


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus.nbgrader", description=__doc__)
    parser.add_argument("--mode", choices=MODES, action="append", help="gates or asserts (default: both)")
    parser.add_argument("--only", nargs="*", default=[""], help="names that begin so; other rows are kept")
    parser.add_argument("--part", default="0/1", metavar="K/N", help="each Nth from the Kth, to run in parallel")
    parser.add_argument("--table", type=Path, default=TABLE)
    chosen = parser.parse_args(arguments)
    import nbgrader.apps  # noqa: F401  once, before the processes are forked

    part, parts = map(int, chosen.part.split("/"))
    entries = [entry for entry in read_entries() if entry.name.startswith(tuple(chosen.only))][part::parts]
    rows = {(row["submission"], row["assignment"]): row for row in read_table(chosen.table)}
    with tempfile.TemporaryDirectory() as folder:
        course, releases = _prepare(Path(folder))
        for mode in chosen.mode or MODES:
            for entry in entries:
                row = measure(entry, mode, course, releases[mode])
                rows[entry.name, mode] = row
                print(*(row.get(name, "") for name in FIELDS), flush=True)
                write_table(chosen.table, rows.values())
    return 0


def read_table(path: Path = TABLE) -> list[dict[str, str]]:
    """Return the table as it was measured."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_table(path: Path, rows) -> None:
    """Write the table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, FIELDS, restval="", lineterminator="\n", extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)


if __name__ == "__main__":
    sys.exit(main())
