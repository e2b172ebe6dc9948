"""A pytest that has collected a room's tests and waits: for each mutant it forks, and runs those that pass its line.

    python warm.py COPY TESTS...   JSON, one a line: a mutant comes in, whether it survived goes out

Which test passes which line is measured once, in the first fork. What differs only within functions is put into the
functions that are there (swap.py); anything else is imported anew in the fork. So a mutant costs a fork and a test.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import IO

import coverage
import pytest
from swap import functions_below, remembered, statement, swap

LIMIT_S = 30  # of processor time for a mutant; one that runs longer is noticed
LIMIT_BYTES = 3_000_000_000
OPTIONS = ("-x", "-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist")
SURVIVED, KILLED = 0, 1
SHARED = "fixture "


class Warm:
    """The plugin: instead of the tests it runs what it is asked for."""

    def __init__(self, copy: Path, tests: list[str], asked: IO[str], answers: IO[str]) -> None:
        self.copy, self.tests, self.asked, self.answers = copy, tests, asked, answers
        self.passes: dict[tuple[str, int], set[str]] = defaultdict(set)  # file and line: the tests that pass it
        self.took: dict[str, float] = {}
        self.times = 1_000_000_000
        self.tracer: coverage.Coverage | None = None  # while it is measured
        self.context = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef, request):
        """Count the lines of a fixture that several tests share for each of them."""
        shared = self.tracer and fixturedef.scope != "function"
        if shared:
            self.tracer.switch_context(SHARED + fixturedef.argname)
        try:
            return (yield)
        finally:
            if shared:
                self.tracer.switch_context(self.context)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Measure, then serve."""
        for name, path, line in self.forked(lambda pipe: self.measured(session, pipe)):
            if line < 0:
                self.took[name] = path
            else:
                fixture = name.removeprefix(SHARED)
                users = (item.nodeid for item in session.items if fixture in item.fixturenames)
                self.passes[path, line].update([name] if fixture == name else users)
        failed = next((name for name, took in self.took.items() if took is None), None)
        self.say({"failed": failed, "tests": len(self.took)})
        if failed is None:
            known = functions_below(str(self.copy))
            for line in self.asked:
                self.say(self.fate(session, known, **json.loads(line)))
        return True

    def say(self, value: object) -> None:
        self.answers.write(json.dumps(value) + "\n")
        self.answers.flush()

    def fate(self, session: pytest.Session, known: dict, path: str, source: str, changed: str) -> bool:
        """Return whether the mutant survives."""
        file = str(self.copy / path)
        names = {name for line in statement(source, changed) for name in self.passes[file, line]}
        files = {name.partition("::")[0] for name in names}  # a helper may keep what the first test in the file made
        everywhere = bool(names) and remembered(source, changed)
        there = [item for item in session.items if everywhere or item.nodeid.partition("::")[0] in files]
        items = sorted(there, key=lambda item: (item.nodeid not in names, self.took[item.nodeid] > 1))
        self.write(path, changed)
        try:
            return self.forked_code(lambda: tried(known, file, source, changed, session, items, self.tests)) == SURVIVED
        finally:
            self.write(path, source)

    def write(self, path: str, source: str) -> None:
        """Write a source with a time of its own, so that no compiled one of another mutant is taken for it."""
        (self.copy / path).write_text(source, encoding="utf-8")
        self.times += 1
        os.utime(self.copy / path, (self.times, self.times))

    def measured(self, session: pytest.Session, pipe: IO[str]) -> None:
        """Run all the tests; write which lines each passes, and how long it takes: None for one that fails."""
        sources = [f"{self.copy}/quizzes/*", f"{self.copy}/lstm_lib/*"]
        self.tracer = coverage.Coverage(data_file=None, include=sources, config_file=False)
        self.tracer.start()
        for item, following in pairwise([*session.items, None]):
            self.context = item.nodeid
            self.tracer.switch_context(self.context)
            began = time.monotonic()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            took = None if session.testsfailed else time.monotonic() - began
            pipe.write(json.dumps([item.nodeid, took, -1]) + "\n")
            if session.testsfailed:
                return
        self.tracer.stop()
        data = self.tracer.get_data()
        for path in data.measured_files():
            for line, names in data.contexts_by_lineno(path).items():
                pipe.writelines(json.dumps([name, path, line]) + "\n" for name in names if name)

    def forked(self, work) -> list:
        """Return the lines that the work wrote in a process of its own."""
        there, here = os.pipe()
        child = os.fork()
        if not child:
            os.close(there)
            with os.fdopen(here, "w") as pipe:
                work(pipe)
            os._exit(0)
        os.close(here)
        with os.fdopen(there) as pipe:
            lines = [json.loads(line) for line in pipe]
        os.waitpid(child, 0)
        return lines

    def forked_code(self, work) -> int:
        """Return the exit code of the work, in a process that is ended with all that it started."""
        child = os.fork()
        if not child:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_S, LIMIT_S))
            resource.setrlimit(resource.RLIMIT_DATA, (LIMIT_BYTES, LIMIT_BYTES))
            code = KILLED
            try:
                code = work()
            finally:
                os._exit(code)
        end, status = time.monotonic() + 20 * LIMIT_S, None
        while status is None and time.monotonic() < end:
            ended, code = os.waitpid(child, os.WNOHANG)
            status = code if ended else time.sleep(0.01)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        if status is None:
            os.waitpid(child, 0)
            return KILLED
        return os.waitstatus_to_exitcode(status)


def tried(known, file, source, changed, session, items, tests) -> int:
    """Run the tests against the change; the answer is an exit code."""
    if items and swap(known, file, source, changed):
        for item, following in pairwise([*items, None]):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                return KILLED
        return SURVIVED
    copy = str(session.config.rootpath)
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None) or "").startswith(copy):
            del sys.modules[name]
    return SURVIVED if pytest.main([*OPTIONS, *tests]) == 0 else KILLED


def main() -> int:
    """Take the standard streams for the questions and answers, and collect."""
    copy, *tests = sys.argv[1:]
    asked, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1) if os.environ.get("MUTANTS_LOUD") else (0, 1, 2):
        os.dup2(nowhere, stream)
    return pytest.main([*OPTIONS, *tests], plugins=[Warm(Path(copy), tests, asked, answers)])


if __name__ == "__main__":
    sys.exit(main())
