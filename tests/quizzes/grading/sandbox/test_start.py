"""The start of a kernel: a budget of its own, and where it fails a fault of ours, never a learner's."""

import time

import pytest

from quizzes.errors import GradingFault
from quizzes.grading.run import kernels
from quizzes.grading.run.kernels import KernelPlan
from quizzes.grading.sandbox import session, warm, watch
from quizzes.grading.sandbox.limits import Limits
from quizzes.grading.sandbox.session import Session, Spent

SMALL = Limits(cell_cpu_s=0.3, submission_cpu_s=1)  # less than the start of Python and IPython takes


@pytest.fixture(scope="module")
def cold():
    with KernelPlan(("numpy", "matplotlib.pyplot"), SMALL, warm=False, ready=2).template() as template:
        yield template


def test_start_is_in_no_budget_of_the_submission(cold):
    spent, before = Spent(), time.monotonic()
    kernel = cold.address.connect(spent)
    took = time.monotonic() - before
    used = watch.usage(kernel.keeper).cpu_s
    try:
        assert used > SMALL.cell_cpu_s
        for _ in range(3):
            kernel.begin()
            assert kernel.run("import numpy, matplotlib.pyplot").stop is None
        assert spent.wall_s < took
    finally:
        kernel.close()
    assert 0 <= spent.cpu_s < SMALL.cell_cpu_s


def test_budget_of_a_cell_still_holds_after_the_start(cold):
    kernel = cold.address.connect(Spent())
    try:
        assert kernel.run("while True: pass").stop is session.Stop.OVER_CPU
    finally:
        kernel.close()


def test_systems_own_limit_leaves_room_for_the_start(cold):
    kernel = cold.address.connect(Spent())
    try:
        (shown,) = kernel.run("import resource; resource.getrlimit(resource.RLIMIT_CPU)[0]").outputs
        assert int(shown["data"]["text/plain"]) >= SMALL.submission_cpu_s + 5 + 1
    finally:
        kernel.close()


def test_imports_are_done_before_the_first_cell(template):
    kernel = template.address.connect(Spent())
    try:
        (shown,) = kernel.run("import sys; 'lstm_lib' in sys.modules").outputs
        assert shown["data"]["text/plain"] == "True"
    finally:
        kernel.close()


def test_kernel_that_is_not_ready_in_time_is_a_fault_of_ours_and_is_ended(cold, monkeypatch):
    keepers, spent = [], Spent()
    introduce = session.introduce

    def noted(connection):
        keeper, end = introduce(connection)
        keepers.append(keeper)
        return keeper, end

    monkeypatch.setattr(session, "introduce", noted)
    monkeypatch.setattr(warm, "START_S", 0.01)  # its 120 s would be waited for
    with pytest.raises(GradingFault, match=r"not ready within 0\.01 s"):
        cold.address.connect(spent)
    assert [list(watch.tree(keeper))[1:] for keeper in keepers] == [[]]
    assert spent.wall_s == 0


def test_kernel_that_dies_in_its_start_is_a_fault_of_ours(cold, monkeypatch):
    start_it = Session.start

    def end_it_first(self, within_s):
        watch.end(self.keeper, None, namespace=True)
        start_it(self, within_s)

    monkeypatch.setattr(Session, "start", end_it_first)
    with pytest.raises(GradingFault, match="not ready"):
        cold.address.connect(Spent())


def test_template_that_gives_no_kernel_is_followed_by_a_fresh_one(monkeypatch):
    monkeypatch.setattr(kernels, "own_templates", {})  # templates of this process, which other tests have started
    plan, started = KernelPlan(("numpy",), Limits(), ready=1), []
    start_it = Session.start

    def start_but_the_second(self, within_s):
        started.append(self)
        if len(started) == 2:
            self.close()
            raise OSError("not ready")
        start_it(self, within_s)

    monkeypatch.setattr(Session, "start", start_but_the_second)
    try:
        plan.connect(Spent()).close()
        first = kernels.own_templates[plan]
        kernel = plan.connect(Spent())
        assert kernel.run("1").stop is None
        kernel.close()
        assert kernels.own_templates[plan] is not first
        assert len(started) == 3
    finally:
        for template in kernels.own_templates.values():
            template.close()
