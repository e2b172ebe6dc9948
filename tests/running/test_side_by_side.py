"""Groups of tests: each in one process, long ones first; what all processes use is made once, and a failure is told."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import side_by_side
from side_by_side import Once, folder_of_the_run, group_of, long_ones_first

RUNNING = Path(__file__).parent
ROOT = RUNNING.parents[1]
CONFTEST = """
import os
import pytest
import side_by_side
from side_by_side import Once, folder_of_the_run

side_by_side.APART = {"test_apart.py": side_by_side.re.compile("warm|cold")}
side_by_side.LONG = ("test_b.py",)

@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False
    return side_by_side.GroupScheduling(config, log)

def pytest_collection_modifyitems(config, items):
    key = side_by_side.long_ones_first([item.nodeid for item in items])
    items.sort(key=lambda item: key(item.nodeid))

@pytest.fixture(scope="session")
def once(tmp_path_factory):
    return Once(folder_of_the_run(tmp_path_factory.getbasetemp()))

@pytest.fixture(scope="session")
def made(once):
    def make(folder):
        (folder / "by").write_text(str(os.getpid()))
        with open("made", "a") as log:
            log.write("made ")
    return once("made", make)

@pytest.fixture(autouse=True)
def told(request, made):
    with open("order", "a") as log:
        log.write(f"{os.getpid()} {request.node.nodeid}\\n")
    # Both processes have begun before one is through: else the first could do all.
    deadline = __import__("time").monotonic() + 60
    while len({line.split()[0] for line in open("order")}) < 2 and __import__("time").monotonic() < deadline:
        __import__("time").sleep(0.01)
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A small suite, run by two processes: process and test, in the order in which they began; and the folder."""
    folder = tmp_path_factory.mktemp("suite")
    (folder / "conftest.py").write_text(CONFTEST)
    several = "import pytest\n\n@pytest.mark.parametrize('k', range(6))\ndef test_it(k):\n    pass\n"
    for name in "abc":
        (folder / f"test_{name}.py").write_text(several)
    (folder / "test_apart.py").write_text(several.replace("range(6)", "['warm-1', 'cold-1', 'warm-2', 'cold-2']"))
    env = {**os.environ, "PYTHONPATH": str(RUNNING)}
    env = {name: value for name, value in env.items() if not name.startswith(("PYTEST_", "COV_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", "--rootdir", ".", "."]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "22 passed" in done.stdout.splitlines()[-1]
    return [line.split(" ", 1) for line in (folder / "order").read_text().splitlines()], folder


def test_tests_of_a_group_run_in_one_process_and_groups_in_both(ran):
    processes = {}
    for pid, nodeid in ran[0]:
        processes.setdefault(group(nodeid), set()).add(pid)
    assert len(processes) == 5
    assert {name: len(pids) for name, pids in processes.items() if len(pids) > 1} == {}
    assert len(set.union(*processes.values())) == 2


def group(nodeid):
    name = nodeid.partition("::")[0]
    return f"{name} {'warm' if 'warm' in nodeid else 'cold'}" if "apart" in name else name


def test_long_group_begins_first(ran):
    assert ran[0][0][1].startswith("test_b.py") or ran[0][1][1].startswith("test_b.py")


def test_what_is_shared_was_made_by_one_process(ran):
    assert (ran[1] / "made").read_text() == "made "


def test_group_is_the_file_but_for_those_that_say_what_is_shared(monkeypatch):
    monkeypatch.setattr(side_by_side, "APART", {"tests/x.py": side_by_side.re.compile(r"\b(warm|cold)\b")})
    assert group_of("tests/y.py::test_a[warm]") == "tests/y.py"
    assert group_of("tests/x.py::test_a[warm-1]") == group_of("tests/x.py::test_b[warm]") == "tests/x.py warm"
    assert group_of("tests/x.py::test_c") == "tests/x.py"


def test_order_keeps_groups_together(monkeypatch):
    monkeypatch.setattr(side_by_side, "APART", {"d.py": side_by_side.re.compile(r"\d\]")})
    monkeypatch.setattr(side_by_side, "LONG", ("d.py", "c.py"))
    tests = ["a.py::1", "b.py::1", "c.py::1", "a.py::2", "d.py::x[1]", "d.py::x[2]", "d.py::y[1]"]
    assert sorted(tests, key=long_ones_first(tests)) == [
        "d.py::x[1]", "d.py::y[1]", "d.py::x[2]", "c.py::1", "a.py::1", "a.py::2", "b.py::1"]  # fmt: skip


def test_tables_name_files_that_there_are():
    files = {name.partition(" ")[0] for name in [*side_by_side.APART, *side_by_side.LONG]}
    assert [name for name in files if not (ROOT / name).is_file()] == []
    assert len(set(side_by_side.LONG)) == len(side_by_side.LONG)


def test_once_is_once_also_when_several_ask_at_the_same_time(tmp_path):
    made = []

    def make(folder):
        made.append(folder)
        (folder / "file").write_text("x")

    with ThreadPoolExecutor(4) as pool:
        folders = list(pool.map(lambda _: Once(tmp_path)("it", make), range(4)))
    assert made == [tmp_path / "it"]
    assert set(folders) == {tmp_path / "it"}


def test_failure_is_told_to_all_and_not_tried_again(tmp_path):
    tried = []

    def make(folder):
        tried.append(folder)
        raise ValueError("no disk")

    with pytest.raises(ValueError, match="no disk"):
        Once(tmp_path)("it", make)
    with pytest.raises(AssertionError, match=r"^it could not be made: ValueError: no disk"):
        Once(tmp_path)("it", make)
    assert len(tried) == 1


def test_folder_of_a_run_is_that_of_all_its_processes(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    assert folder_of_the_run(tmp_path / "popen-gw0") == tmp_path / "popen-gw0"
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    assert folder_of_the_run(tmp_path / "popen-gw0") == tmp_path
