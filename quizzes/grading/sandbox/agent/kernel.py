"""One kernel: runs cells and answers requests as the grader asks, one message after the other, until it is ended."""

from __future__ import annotations

import base64
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from quizzes.grading.sandbox.agent import frames, proxies
from quizzes.grading.sandbox.agent.checkpoints import Checkpoints
from quizzes.grading.sandbox.agent.results import Results
from quizzes.grading.sandbox.agent.shell import EndlessOutput, Shell, Stream, captured, error_of
from quizzes.wire.objects import Desk
from quizzes.wire.serve import answer

_MIB = 2**20


def run_kernel(connection: socket.socket, limits: dict, shell: Shell) -> None:
    """Serve the grader until it hangs up."""
    me = os.getpid()
    outputs = shell.outputs
    outputs.limit, outputs.flood = int(limits["output_kb"] * 1024), int(limits["flood_mb"] * _MIB)
    _redirect(shell)
    proxies.WIRE.open(lambda text: _want(connection, text))
    while True:
        try:
            asked = frames.receive(connection)
        except frames.BrokenFrame:
            os._exit(0)
        told = _DO[asked["do"]](shell, asked)
        if os.getpid() != me:  # the learner's code has forked, and this is the other one
            os._exit(0)
        frames.send(connection, told | {"nonce": asked["nonce"]})


def _ready(shell: Shell, asked: dict) -> dict:
    """Answer, which a kernel can do once its start is over."""
    return {}


def _run_cell(shell: Shell, asked: dict, last: list | None = None) -> dict:
    outputs, count = shell.outputs, None
    outputs.begin()
    try:
        result = shell.run_cell(asked["source"], store_history=True)
        error, count = result.error_before_exec or result.error_in_exec, result.execution_count
        if last is not None:
            last += [result.result, error]
    except BaseException as stop:  # noqa: BLE001  an interrupt between two lines of the learner's
        error = stop
    outputs.end()
    for number, name in ((1, "stdout"), (2, "stderr")):
        outputs.stream(name, captured(number, outputs.limit))
    for output in outputs.list:
        if output["output_type"] == "execute_result":
            output["execution_count"] = count
    told = {"outputs": outputs.list, "error": error_of(outputs.list, error), "count": count}
    return told | {"flooded": outputs.flooded, "endless": isinstance(error, EndlessOutput)}


def _ask(shell: Shell, asked: dict) -> dict:
    try:
        return {"answer": answer(asked.pop("request"), shell.user_ns)}
    except BaseException as stop:  # noqa: BLE001  as above
        return {"answer": "", "error": type(stop).__name__}


def _show(shell: Shell, asked: dict) -> dict:
    """Answer what a test cell in another kernel asks of this one's objects."""
    try:
        return {"answer": _DESK.answer(asked["request"], shell.user_ns)}
    except BaseException as stop:  # noqa: BLE001  as above
        return {"answer": "", "error": type(stop).__name__}


def _check(shell: Shell, asked: dict) -> dict:
    """Run a test cell beside the learner's names; no code of the learner's is in this process."""
    proxies.WIRE.allow(asked["may"])
    for name in asked["absent"]:
        shell.user_ns.pop(name, None)
    if asked["names"]:
        shell.user_ns.update(proxies.WIRE.names(asked["names"]))
    proxies.WIRE.results = Results()
    checkpoints = Checkpoints()
    last: list[Any] = []  # the cell's last value, and what it raised
    shell.user_ns.update(checkpoints.names())
    shell.ast_transformers.append(checkpoints)
    told = _run_cell(shell, asked, last)
    shell.ast_transformers[:] = [each for each in shell.ast_transformers if each is not checkpoints]
    told["evidence"] = checkpoints.told() | {"results": list(proxies.WIRE.results.told.items())}
    told["line"] = _line(shell, last[1] if last else None)
    for output in told["outputs"]:
        if output["output_type"] == "error":  # what stands between a test cell and a function is nobody's concern
            output["traceback"] = [part for part in output["traceback"] if proxies.__file__ not in part]
    value: Any = last[0] if last else None
    value = value.item() if hasattr(type(value), "tobytes") and getattr(value, "size", 0) == 1 else value
    return told | ({"value": value} if type(value) in (int, float) else {})


def _line(shell: Shell, error: BaseException | None) -> int:
    """Return the line of the cell in which it ended; 0 where that is none of its own."""
    line, trace = 0, getattr(error, "__traceback__", None)
    while trace is not None:
        if trace.tb_frame.f_globals is shell.user_ns:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _want(connection: socket.socket, text: str) -> str:
    """Send the grader a question for the learner's kernel, and return its answer."""
    frames.send(connection, {"want": text})
    return frames.receive(connection)["given"]


def _put_files(shell: Shell, asked: dict) -> dict:
    for name, data in asked["files"].items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab" if asked.get("more") else "wb") as file:
            file.write(base64.b64decode(data))
    return {}


_DESK = Desk()
_DO = {"ready": _ready, "cell": _run_cell, "ask": _ask, "show": _show, "check": _check, "files": _put_files}


def _redirect(shell: Shell) -> None:
    """Lead the descriptors of stdout and stderr into files, and Python's own streams to the cell's outputs."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        with tempfile.TemporaryFile() as file:
            os.dup2(file.fileno(), number)
        os.set_inheritable(number, True)
        setattr(sys, name, Stream(name, number, shell.outputs))
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    shell.display_trap.hook = shell.displayhook
    if "numpy.random" in sys.modules:  # as Python's own generator is after a fork
        sys.modules["numpy.random"].seed()


def main() -> None:
    """Be the kernel of a process that was started for it: connection, limits, imports, absent modules."""
    import json

    from quizzes.grading.sandbox.agent.absent import forbid
    from quizzes.grading.sandbox.agent.imports import load
    from quizzes.grading.sandbox.agent.shell import make_shell
    from quizzes.grading.sandbox.agent.walls import limit

    signal.signal(signal.SIGINT, signal.default_int_handler)  # which the template had switched off
    limits, modules = json.loads(sys.argv[2]), json.loads(sys.argv[3])
    forbid(json.loads(sys.argv[4]))
    sys.path += filter(None, sys.argv[5:6])  # the course's own packages, behind everything that is installed
    load(modules)
    shell = make_shell()
    limit(limits)
    run_kernel(socket.socket(fileno=int(sys.argv[1])), limits, shell)


if __name__ == "__main__":
    main()
