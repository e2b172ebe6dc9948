"""One submission in the sandbox, for each way in which a learner's code can end: its task's outcome, and the rest."""

import json

import pytest

from quizzes.grading.cells import modules_of, notes_of
from quizzes.grading.course.sources import read_sources
from quizzes.grading.examine import examine
from quizzes.grading.judge.assignment import read_exercise
from quizzes.grading.judge.exercise import Job
from quizzes.grading.run.kernels import KernelPlan
from quizzes.grading.sandbox.limits import Limits

pytestmark = pytest.mark.ways
# The processor's seconds end a loop, never the clock's, however busy the machine is.
LIMITS = Limits(cell_cpu_s=2.0, cell_wall_s=40.0, memory_mb=600, disk_mb=32, file_mb=24, flood_mb=1)
COUNT = "def parameter_count(D, H):\n    return 4 * H * (D + H + 1)"
STEP = "gates-count-solution"
TASK = "gates-count"


@pytest.fixture(scope="module")
def exercise(released):
    return read_exercise(released, "gates", read_sources(released, "gates")["gates"], LIMITS)


@pytest.fixture(scope="module", params=["warm", "cold"])
def plan(request, exercise):
    made = KernelPlan(modules_of(exercise.source), LIMITS, warm=request.param == "warm", ready=1)
    template = made.template()
    template.wait()
    yield KernelPlan(made.modules, LIMITS, warm=made.warm, address=template.address)
    template.close()


@pytest.fixture
def run(released, exercise, plan):
    """Examine the released notebook with some of its cells filled."""

    def run(**sources):
        notebook = json.loads((released / "release" / "gates" / "gates.ipynb").read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            name = notes_of(cell).get("grade_id", "").replace("-", "_")
            cell["source"] = sources.get(name, cell["source"])
        return examine(Job("ada", json.dumps(notebook).encode()), exercise, plan.connect)

    return run


def graded(found, task=TASK):
    return next(each for each in found.grade.tasks if each.id == task)


ENDS = {
    "passed": COUNT,
    "failed": "def parameter_count(D, H):\n    return 3",
    "error": "def parameter_count(D, H):\n    return sizes[D]",
    "timed-out": "def parameter_count(D, H):\n    while True: pass",
    "crashed": "def parameter_count(D, H):\n    import os; os._exit(0)",
    "over-memory": "def parameter_count(D, H):\n    return len(bytearray(2**31))",
    "over-disk": "def parameter_count(D, H):\n    with open('f', 'wb') as f:\n        f.write(bytes(2**25))",
}


def test_cell_that_floods_without_end_is_stopped_and_its_function_counts(run):
    found = run(gates_count_solution=f"{COUNT}\nwhile True: print('x' * 999)")
    assert graded(found).outcome.value == "passed"
    assert found.grade.instructor_message == "kernel over-output"


@pytest.mark.parametrize("outcome", ENDS)
def test_outcome_of_a_task_and_the_others_are_graded(run, outcome):
    found = run(gates_count_solution=ENDS[outcome], gates_forget_one_answer="answer_gates_forget_one = 'kept'")
    task = graded(found)
    assert (task.outcome.value, task.score > 0) == (outcome, outcome == "passed")
    assert task.message
    assert (graded(found, "gates-forget-one").score, graded(found, "gates-forget-one").outcome.value) == (1.0, "passed")
    assert found.again == (outcome == "crashed")
    assert found.over_cpu == (outcome == "timed-out")


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("def parameter_count(D, H):\n  retrn 1", "error"),
        ("import os; os._exit(0)", "crashed"),
        ("while True: pass", "timed-out"),
        ("b = bytearray(2**31)", "over-memory"),
        ("open('f', 'wb').write(bytes(2**25))", "over-disk"),
        ("import sys; sys.exit()", "error"),
    ],
)
def test_cell_that_does_not_come_to_its_end_gives_its_task_the_outcome(run, source, outcome):
    found = run(gates_count_solution=source, gates_forget_one_answer="answer_gates_forget_one = 'kept'")
    assert (graded(found).outcome.value, graded(found).score) == (outcome, 0.0)
    assert graded(found, "gates-forget-one").score == 1.0


FORGED = """
import json, os, socket, struct
def parameter_count(D, H):
    for number in range(3, 64):
        try:
            wire = socket.socket(fileno=os.dup(number)); wire.getpeername()
        except OSError:
            continue
        told = json.dumps({"nonce": "0" * 32, "answer": '{"dict":{"kind":"value"}}'}).encode()
        wire.send(struct.pack("!I", len(told)) + told)
        os._exit(0)
"""
ONE = "def parameter_count(D, H):\n    return 1"
EQUAL = "class Equal(int):\n    def __eq__(self, other): return True\n    def __hash__(self): return 1\n"


def test_forged_answer_is_tampering_and_marks_the_submission(run):
    found = run(gates_count_solution=FORGED)
    assert (graded(found).outcome.value, graded(found).score) == ("tampered", 0.0)
    assert found.grade.outcome.value == "tampered"


@pytest.mark.parametrize(
    "source",
    [
        EQUAL + "def parameter_count(D, H):\n    return Equal(1)",
        "import numpy as np\nnp.allclose = np.array_equal = lambda *a, **k: True\n" + ONE,
        "import quizzes.wire.serve as s\ns.answer = lambda *a: '{}'\n" + ONE,
        "import sys\nsys.modules['quizzes.wire.values'].encode = lambda *a: '7'\n" + ONE,
        "def parameter_count(D, H):\n    import sys\n    return next(iter(sys._getframe(1).f_locals.values()))",
    ],
)
def test_trick_inside_the_process_earns_nothing(run, source):
    assert graded(run(gates_count_solution=source)).score == 0.0


def test_answer_is_judged_as_on_the_page(run):
    found = run(
        gates_inputs_answer="answer_gates_inputs = ('x', 'h-before')",
        gates_parameters_answer="import numpy as np\nanswer_gates_parameters = np.float32(180)",
        gates_hidden_from_cell_answer="answer_gates_hidden_from_cell = lambda: 1",
        gates_forget_one_answer="del answer",
        gates_beyond_one_answer="answer_gates_beyond_one = 'nowhere'",
    )
    told = {task.id: (task.score, task.outcome.value) for task in found.grade.tasks}
    assert told["gates-inputs"] == (1.0, "passed")
    assert told["gates-parameters"] == (1.0, "passed")
    assert told["gates-hidden-from-cell"] == (0.0, "failed")
    assert told["gates-forget-one"] == (0.0, "error")
    assert told["gates-beyond-one"] == (0.0, "failed")


def test_answer_that_was_not_changed_is_unanswered(run):
    found = run()
    assert {task.outcome.value for task in found.grade.tasks} == {"unanswered"}
    assert found.grade.outcome.value == "unanswered"
    assert set(found.untouched) >= {"gates-count-solution", "gates-forget-one-answer", "gates-in-words"}
