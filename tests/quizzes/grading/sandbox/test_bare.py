"""Without a sandbox, because somebody said so: the kernels behave the same, have the same limits, and leave nothing."""

import json
import os

import pytest
from processes import alive, still_there

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
    (told,) = kernel.run(
        "import os, subprocess, sys\n"
        "started = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "[os.getppid(), os.getpid(), started.pid]"
    ).outputs
    pids = json.loads(told["data"]["text/plain"])
    assert os.getpid() not in pids
    assert all(map(alive, pids))
    kernel.close()
    assert still_there(pids) == []


def test_nothing_is_left_of_a_template(tmp_path):
    before = set(watch.tree(os.getpid()))
    with Template(["numpy"], LIMITS, jail=None, ready=2) as template:
        session = template.address.connect(Spent())
        session.run("open('written', 'w')")
        pids, folder = set(watch.tree(os.getpid())) - before, template.folder
        assert len(pids) >= 3
        session.close()
    assert not folder.exists()
    assert still_there(pids) == []
