"""Without a sandbox, because somebody said so: the kernels behave the same, have the same limits, and leave nothing."""

import os
import time
from pathlib import Path

import pytest

from quizzes.grading.sandbox import watch
from quizzes.grading.sandbox.limits import Limits
from quizzes.grading.sandbox.session import Spent, Stop
from quizzes.grading.sandbox.warm import Template

pytestmark = pytest.mark.ways
LIMITS = Limits(cell_cpu_s=1.5, cell_wall_s=40.0, memory_mb=512, file_mb=16, flood_mb=1)


@pytest.fixture(scope="module", params=["warm", "cold"])
def bare(request):
    with Template(["numpy"], LIMITS, jail=None, warm=request.param == "warm", ready=1) as template:
        yield template


@pytest.fixture
def kernel(bare):
    session = bare.address.connect(Spent())
    yield session
    session.close()


def test_cells_run(kernel):
    (result,) = kernel.run("import numpy as np\nnp.arange(2)").outputs
    assert result["data"]["text/plain"] == "array([0, 1])"


@pytest.mark.parametrize(
    ("source", "stop"),
    [("import os; os._exit(1)", Stop.CRASHED), ("while True: print('x' * 999)", Stop.OVER_OUTPUT),
     ("import signal; signal.signal(2, signal.SIG_IGN)\nwhile True: pass", Stop.OVER_CPU)],
)  # fmt: skip
def test_limits_hold(kernel, source, stop):
    assert kernel.run(source).stop is stop


def test_memory_is_limited(kernel):
    assert kernel.run("b = bytearray(2**30)").error == "MemoryError"


def test_processes_are_ended(kernel):
    kernel.run("import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])")
    pids = list(watch.tree(kernel._keeper))
    assert len(pids) == 3  # keeper, kernel, and what it started
    kernel.close()
    deadline = time.monotonic() + 5
    while any(alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [pid for pid in pids if alive(pid)] == []


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_nothing_is_left_of_a_template(tmp_path):
    with Template(["numpy"], LIMITS, jail=None, ready=2) as template:
        session = template.address.connect(Spent())
        session.run("open('written', 'w')")
        pids, folder = list(watch.tree(template._process.pid)), template.folder
        assert len(pids) >= 3
        session.close()
    assert not folder.exists()
    deadline = time.monotonic() + 5
    while any(alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [pid for pid in pids if alive(pid)] == []
    assert os.getpid() not in pids
