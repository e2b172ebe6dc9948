"""What a machine may lack, each in one sentence that says what to do."""

import sys
from collections import namedtuple
from pathlib import Path

import pytest

GIB = 2**30
Room = namedtuple("Room", "total used free")


@pytest.fixture
def trouble(tool):
    return tool("trouble")


@pytest.mark.parametrize(
    ("log", "code", "sentence"),
    [
        ("ERROR: Could not install due to an OSError: [Errno 28] No space left on device", 1, "the disk is full"),
        ("npm ERR! code ENOSPC", 1, "the disk is full"),
        ("sqlite3.OperationalError: database or disk is full", 2, "the disk is full"),
        ("numpy._core._exceptions._ArrayMemoryError: MemoryError", 1, "a process was ended or got no memory"),
        ("Collecting tensorflow-cpu", -9, "a process was ended or got no memory"),
        ("nbclient.exceptions.DeadKernelError: Kernel died", 1, "a process was ended or got no memory"),
        ("pip._vendor.urllib3.exceptions.ProtocolError: ('Connection broken: IncompleteRead(1 bytes read)'", 2,
         "a package registry broke off or does not answer; try again later"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", 1, "a package registry broke off"),
        ("pip._vendor.urllib3.exceptions.ReadTimeoutError: Read timed out.", 2, "a package registry broke off"),
        ("npm error code EAI_AGAIN", 1, "a package registry broke off"),
        ("npm error network Invalid response body", 1, "a package registry broke off"),
        ("OSError: [Errno 101] Network is unreachable", 1, "a package registry broke off"),
        ("text/networks 3.1 s\nFileNotFoundError: '/tmp/x'", 1, "its last lines stand above"),
        ("ERROR: No matching distribution found for tensorflow-cpu==2.21.0", 1,
         "the package registry has no tensorflow-cpu==2.21.0 for Python 3."),
        ("[Errno 13] Permission denied: '/x/.venv/lib'", 1, "a file may not be written; the checkout /x "),
        ("something else", 1, "its last lines stand above"),
    ],
)  # fmt: skip
def test_end_of_a_log_is_one_sentence(trouble, log, code, sentence):
    told = trouble.explain(log, Path("/x"), code)
    assert told.startswith(sentence)
    assert "\n" not in told


@pytest.mark.parametrize("log", ["No space left on device", "IncompleteRead", "MemoryError"])
def test_sentence_says_that_the_same_command_goes_on(trouble, log):
    assert "the same command then goes on where this one stopped" in trouble.explain(log, Path("/x"))


def test_full_disk_is_named_by_the_place_that_has_least_room(trouble, tmp_path, monkeypatch):
    small = tmp_path / "small"
    small.mkdir()
    monkeypatch.setattr(trouble.tempfile, "gettempdir", lambda: str(small))
    monkeypatch.setattr(
        trouble.shutil, "disk_usage", lambda place: Room(9, 9, GIB // 4 if Path(place) == small else 40 * GIB)
    )
    told = trouble.explain("No space left on device", tmp_path)
    assert told == (
        f"the disk is full: 0.2 GB are free in {small}; free some space, the same command then goes on where this one "
        "stopped"
    )


def test_disk_that_cannot_hold_the_packages_is_told_before_the_work(trouble, tmp_path, monkeypatch):
    monkeypatch.setattr(trouble.shutil, "disk_usage", lambda _: Room(9, 9, 3 * GIB))
    assert trouble.room_note(tmp_path, 2.9) == ""
    assert trouble.room_note(tmp_path, 3.2) == (
        f"expected 3.2 GB of free disk for what is still to be installed, got 3.0 GB in {tmp_path}; free some space, "
        "the same command then goes on where this one stopped"
    )


OLD = "sse4_1 sse4_2 ssse3 popcnt"


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (f"{OLD} avx avx2 avx512f", ""),
        (f"{OLD} avx", "this processor has no AVX2: everything works, training takes longer"),
        (OLD, "this processor has no AVX, which TensorFlow's package needs: cells and tests that run Keras fail here, "
              "and their pages say so; everything else works"),
        ("sse2", "this processor is older than x86-64-v2 (SSE4.2), which numpy's package needs: no cell can run here"),
    ],
)  # fmt: skip
def test_processor_that_lacks_what_packages_need_is_a_sentence(trouble, tmp_path, monkeypatch, flags, sentence):
    monkeypatch.setattr(trouble.platform, "machine", lambda: "x86_64")
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"processor\t: 0\nflags\t\t: fpu {flags}\nbugs\t\t:\n")
    assert trouble.processor_note(cpuinfo) == sentence


def test_processor_without_avx_is_the_reason_for_an_illegal_instruction(trouble, monkeypatch):
    monkeypatch.setattr(trouble, "processor_note", lambda: "this processor has no AVX")
    assert trouble.explain("", Path("/x"), -4) == "this processor has no AVX"


def test_system_that_tells_no_flags_and_another_processor_get_no_sentence(trouble, tmp_path, monkeypatch):
    assert trouble.processor_note(tmp_path / "none") == ""
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("flags : sse2\n")
    monkeypatch.setattr(trouble.platform, "machine", lambda: "aarch64")
    assert trouble.processor_note(cpuinfo) == ""


def meminfo(folder, total, available):
    folder.mkdir(exist_ok=True)
    sizes = {"MemTotal": total * 2**20, "MemFree": 1, "MemAvailable": available * 2**20}
    (folder / "meminfo").write_text("".join(f"{name}: {size} kB\n" for name, size in sizes.items()))
    return folder


def test_memory_is_that_of_the_machine_or_of_its_container(trouble, tmp_path):
    proc = meminfo(tmp_path / "proc", 16, 12)
    assert trouble.memory_bytes(proc, tmp_path / "none") == (16 * GIB, 12 * GIB)
    for limit, used in (("memory.max", "memory.current"), trouble.OLD_CGROUP):
        cgroup = tmp_path / limit.replace("/", "-")
        (cgroup / limit).parent.mkdir(parents=True)
        (cgroup / limit).write_text(f"{4 * GIB}\n")
        (cgroup / used).write_text(f"{3 * GIB}\n")
        assert trouble.memory_bytes(proc, cgroup) == (4 * GIB, 1 * GIB)
    (tmp_path / "memory.max" / "memory.max").write_text("max\n")
    assert trouble.memory_bytes(proc, tmp_path / "memory.max") == (16 * GIB, 12 * GIB)


def test_four_gigabytes_are_enough_for_the_book_and_less_room_is_a_sentence(trouble):
    assert trouble.memory_note(1.5, "the build", (4 * GIB, 3 * GIB)) == ""
    assert trouble.memory_note(1.5, "the build", (4 * GIB, GIB)) == (
        "the build needs about 1.5 GB of memory, 1.0 of 4.0 GB are available: close other programs if it is ended in "
        "the middle"
    )
    assert trouble.memory_note(1.5, "the build", (0, 0)) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_this_machine_tells_its_own_memory(trouble):
    total, available = trouble.memory_bytes()
    assert 0 < available < total
