"""Templates inside the sandbox, one for each way to start a kernel; a test takes kernels from them."""

import pytest

from quizzes.grading.sandbox.jail import Jail, find_bubblewrap, packages_of
from quizzes.grading.sandbox.limits import Limits
from quizzes.grading.sandbox.session import Spent
from quizzes.grading.sandbox.warm import Template

LIMITS = Limits(
    cell_cpu_s=1.5, cell_wall_s=6.0, submission_cpu_s=30, submission_wall_s=60.0, memory_mb=512, processes=16,
    disk_mb=32, file_mb=16, files=500, output_kb=64, flood_mb=1,
)  # fmt: skip


def start(*, warm, limits=LIMITS, sandbox=True, modules=("numpy", "lstm_lib", "matplotlib.pyplot")):
    """Return a template; the tests need a sandbox, and fail where the machine has none."""
    bubblewrap = find_bubblewrap()
    assert bubblewrap is not None or not sandbox, "no bubblewrap: `quizzes doctor` says how to get it"
    jail = Jail(bubblewrap, packages_of(modules)) if sandbox else None
    return Template(modules, limits, jail=jail, warm=warm, ready=2)


@pytest.fixture(scope="session", params=["warm", "cold"])
def template(request):
    """A template in the sandbox."""
    with start(warm=request.param == "warm") as made:
        yield made


@pytest.fixture
def kernel(template):
    """A kernel of its own for each test."""
    session = template.address.connect(Spent())
    yield session
    session.close()


@pytest.fixture(scope="session")
def _window(template):
    session = template.address.connect(Spent())
    yield session
    session.close()


@pytest.fixture
def window(_window):
    """The kernel of all tests that look out and leave it as it was: a cold one takes a second to start."""
    _window.spent = Spent()
    _window.begin()
    return _window


@pytest.fixture
def other(template):
    """A second kernel beside it."""
    session = template.address.connect(Spent())
    yield session
    session.close()
