"""Numpy's products run on one thread in every process of the project, unless its caller says otherwise."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from threadpoolctl import threadpool_info

from quizzes.grading.sandbox.jail import environment
from quizzes.threads import ONE_THREAD, use_one_thread

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import numpy
from threadpoolctl import threadpool_info
print([pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"])
"""
# `quizzes doctor`, if it did nothing.
RUN = """
from quizzes.cli import COMMANDS, main
from quizzes.commands.command import Command
COMMANDS["doctor"] = Command("does nothing", lambda parser: None, lambda arguments: 0)
assert main(["doctor"]) == 0
"""
several = pytest.mark.skipif(os.cpu_count() == 1, reason="a machine of one processor never has two threads")


def threads_after(code, **set_before):
    """The threads of numpy's BLAS in a process that runs `code` first and then imports numpy."""
    env = {name: value for name, value in os.environ.items() if name not in ONE_THREAD} | set_before
    done = subprocess.run([sys.executable, "-c", f"{code}\n{ASK}"], env=env, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def test_this_process_has_one_or_what_its_caller_asked_for():
    import numpy as np

    np.ones((2, 2)) @ np.ones((2, 2))
    asked = int(os.environ["OPENBLAS_NUM_THREADS"])  # the tests' own setting, where make or a person had none
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {asked}


@several
def test_the_command_has_one_and_what_it_starts():
    assert threads_after("") == f"[{os.cpu_count()}]", "else the next line shows nothing"
    assert threads_after(RUN) == "[1]"


@several
def test_who_asks_for_two_gets_them():
    code = "from quizzes.threads import use_one_thread\nuse_one_thread()"
    assert threads_after(code) == "[1]"
    assert threads_after(code, OPENBLAS_NUM_THREADS="2") == "[2]"


def test_what_is_set_stays(monkeypatch):
    for name in ONE_THREAD:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    use_one_thread()
    assert {name: os.environ[name] for name in ONE_THREAD} == ONE_THREAD | {"OMP_NUM_THREADS": "7"}


def test_learners_code_has_one_whatever_the_grader_has(monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "8")
    assert environment("/grader").items() >= ONE_THREAD.items()


def test_everything_that_make_runs_has_one():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    exported = re.search(r"^export (.*)$", makefile, re.MULTILINE)[1].split()
    assert {"OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"} <= set(exported)  # the libraries of numpy's wheels
    assert [name for name in exported if not re.search(rf"^{name} \?= 1$", makefile, re.MULTILINE)] == []


def test_the_chapters_kernels_have_one():
    site = (ROOT / "book" / "_ext" / "course_site.py").read_text(encoding="utf-8")
    assert "use_one_thread()" in site.partition("def setup(")[2].partition("return")[0]
