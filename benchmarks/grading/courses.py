"""The courses that are graded: an assignment of numpy and one of TensorFlow, and submissions right and wrong."""

import copy
import json
import subprocess
import sys
from pathlib import Path

from quizzes.checks.load import load_tasks
from quizzes.checks.namespace import mutant_source
from quizzes.load import load_bank
from quizzes.targets.nbgrader_source import build_course

ROOT = Path(__file__).resolve().parents[2]
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
TENSORFLOW_STUB = """import os
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf


def last_states(x, units):
    \"\"\"Return the last h and c of a Keras LSTM whose weights are all 0.1.\"\"\"
    ### BEGIN SOLUTION
    ones = tf.keras.initializers.Constant(0.1)
    layer = tf.keras.layers.LSTM(units, return_state=True, kernel_initializer=ones, recurrent_initializer=ones)
    _, h, c = layer(x)
    return np.asarray(h), np.asarray(c)
    ### END SOLUTION"""
TENSORFLOW_RIGHT = TENSORFLOW_STUB.replace("    ### BEGIN SOLUTION\n", "").replace("\n    ### END SOLUTION", "")
TENSORFLOW_WRONG = TENSORFLOW_RIGHT.replace("_, h, c = layer(x)", "_, c, h = layer(x)")
TENSORFLOW_TESTS = [
    "h, c = last_states(np.ones((1, 2, 1), np.float32), 1)\nassert h.shape == c.shape == (1, 1)",
    "h, c = last_states(np.zeros((1, 3, 2), np.float32), 2)\nassert np.abs(h).max() == 0",
    "h, c = last_states(np.ones((2, 4, 3), np.float32), 3)\nassert np.all(np.abs(h) < np.abs(c))",
    "h, c = last_states(np.ones((2, 4, 3), np.float32), 3)\nassert np.allclose(h[0], h[1])",
    "a, _ = last_states(np.ones((1, 2, 1), np.float32), 1)\nb, _ = last_states(np.ones((1, 4, 1), np.float32), 1)\n"
    "assert b > a",
    "h, c = last_states(-np.ones((1, 3, 1), np.float32), 1)\nassert c < 0 and h < 0",
    "h, c = last_states(np.ones((3, 2, 2), np.float32), 5)\nassert h.shape == (3, 5)",
    "h, c = last_states(np.full((1, 9, 1), 9, np.float32), 1)\nassert c > 1 > h",
]


def quizzes(*arguments):
    """Run the command, and stop where it fails."""
    done = subprocess.run([sys.executable, "-m", "quizzes.cli", *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"quizzes {' '.join(arguments)}: {done.stderr}")


def make_course(kind, folder, count):
    """Make a course with `count` submissions of an assignment; return the assignment's name."""
    name = {"numpy": "gates", "tensorflow": "keras"}[kind]
    if kind == "numpy":
        quizzes("build", name, "--course", str(folder))
    else:
        write_ordinary_course(folder, name, tensorflow_notebook())
    quizzes("release", name, "--course", str(folder))
    released = json.loads((folder / "release" / name / f"{name}.ipynb").read_text())
    answers = list(numpy_answers() if kind == "numpy" else [TENSORFLOW_RIGHT, TENSORFLOW_RIGHT, TENSORFLOW_WRONG])
    for number in range(count):
        notebook = copy.deepcopy(released)
        fill(notebook, answers[number % len(answers)])
        target = folder / "submitted" / f"s{number:05}" / name
        target.mkdir(parents=True)
        (target / f"{name}.ipynb").write_text(json.dumps(notebook))
    return name


def write_ordinary_course(folder, name, notebook):
    """Write the source of a course that somebody wrote for nbgrader."""
    source = folder / "source" / name
    source.mkdir(parents=True)
    for file, content in build_course(load_bank(), {}).items():
        (folder / file).write_bytes(content)
    (source / f"{name}.ipynb").write_text(json.dumps(notebook))


def fill(notebook, answer):
    """Put a learner's sources into a released notebook."""
    sources = {"states-solution": answer} if isinstance(answer, str) else answer
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in sources:
            cell["source"] = sources[name]


def numpy_answers():
    """Yield what learners hand in: right ones, written differently, and each third with a known mistake in one task."""
    tasks = load_tasks("gates")
    for number in range(30):
        sources = {}
        for task in tasks.values():
            solutions = list(task.solutions.values())
            sources[f"{task.id}-solution"] = solutions[number % len(solutions)]
        if number % 3 == 2:
            task = list(tasks.values())[number % len(tasks)]
            sources[f"{task.id}-solution"] = mutant_source(task, task.mutants[number % len(task.mutants)])
        yield sources


def tensorflow_notebook():
    """Return an ordinary nbgrader assignment of somebody else's: asserts, no tasks of ours."""
    cells = [_cell("states-solution", TENSORFLOW_STUB, solution=True)]
    cells += [_cell(f"states-{number}", text, points=1) for number, text in enumerate(TENSORFLOW_TESTS)]
    return {"cells": cells, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}


def _cell(name, source, *, solution=False, points=0):
    notes = {"grade_id": name, "grade": bool(points), "locked": not solution, "schema_version": 3}
    notes |= {"solution": solution, "task": False} | ({"points": points} if points else {})
    return {
        "cell_type": "code", "id": name, "metadata": {"nbgrader": notes}, "source": source, "outputs": [],
        "execution_count": None,
    }  # fmt: skip
