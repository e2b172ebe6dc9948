"""The grader's end of one kernel: cells and requests go in, results come out, within the budgets."""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
import select
import signal
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from quizzes.grading.sandbox import watch
from quizzes.grading.sandbox.agent import frames
from quizzes.grading.sandbox.keeper import introduce, open_handle
from quizzes.grading.sandbox.limits import Limits
from quizzes.grading.sandbox.outputs import kept_outputs

_LOOK_S = 0.1  # between two looks at what a long cell uses
_GRACE_CPU_S, _GRACE_S = 1.0, 5.0  # for an interrupted cell to end: of its own time, which goes on on a busy machine
_FRAME_S = 10.0  # for one message to cross as a whole, once its first byte is there
_KIB, _MIB = 2**10, 2**20
_PIECE = 16 * _MIB  # bytes of a file that one message holds

Give = Callable[[str], str | None]  # answers what a kernel asks while it runs a cell; None ends the kernel


class Stop(Enum):
    """Why a kernel had to be given up, or a cell was ended."""

    TIMED_OUT = "timed-out"  # by the clock, which goes on while others use the processor
    OVER_CPU = "over-cpu"  # by its own time on the processor
    CRASHED = "crashed"
    OVER_MEMORY = "over-memory"
    OVER_OUTPUT = "over-output"
    TAMPERED = "tampered"


@dataclass(frozen=True)
class CellResult:
    """The result of one cell."""

    outputs: tuple[dict, ...] = ()  # as a notebook's file holds them
    error: str = ""  # name of the error that ended it
    message: str = ""
    errno: int | None = None  # of an OSError
    stop: Stop | None = None  # what the grader did, where it had to
    count: int = 0  # execution count
    value: float | None = None  # the last value of a test cell that was run apart, where it is a number
    line: int = 0  # of a test cell that was run apart: where it ended in an error
    evidence: Mapping = field(default_factory=dict)  # and what it looked at; of a kernel without a learner's code


@dataclass
class Spent:
    """What a submission has used, over all its kernels."""

    cpu_s: float = 0.0
    wall_s: float = 0.0
    letters: int = 0  # of outputs that are kept


class Session:
    """One kernel, used for one submission."""

    def __init__(self, connection: socket.socket, limits: Limits, spent: Spent, *, walled: bool = True) -> None:
        """Take the kernel behind a fresh connection."""
        self._connection, self.limits, self.spent, self._walled = connection, limits, spent, walled
        self.ended: Stop | None = None
        self.keeper, self._end = introduce(connection)  # the process above the kernel's own; 0 once it is closed
        self._handle = open_handle(self.keeper)
        self._count_from_here()
        self.begin()

    def start(self, within_s: float) -> None:
        """Wait until the kernel can run cells; what its start takes is in no budget of a submission's.

        Raises
        ------
        OSError
            If it is not ready within the time; it is ended then. No learner's code has run in it.
        """
        nonce = secrets.token_hex(16)
        try:
            self._connection.settimeout(within_s)
            # Why: DECISIONS.md#kernel-ready
            frames.send(self._connection, {"do": "ready", "nonce": nonce})
            ready = frames.receive(self._connection, within_s=within_s).get("nonce") == nonce
        except (OSError, frames.BrokenFrame) as error:
            self.close()
            raise OSError(f"a kernel was not ready within {within_s:g} s: {error}") from error
        if not ready:
            self.close()
            raise OSError("the answer of a fresh kernel is not the one that ours gives")
        self._count_from_here()
        self.begin()

    def run(self, source: str) -> CellResult:
        """Run one cell."""
        return self._result(*self._exchange({"do": "cell", "source": source}))

    def check(self, source: str, beside: Mapping[str, object], give: Give) -> CellResult:
        """Run a test cell beside names of another kernel, whose objects `give` asks while the cell runs."""
        message = {"do": "check", "source": source, **beside}
        return self._result(*self._exchange(message, give))

    def _result(self, told: dict | None, stop: Stop | None) -> CellResult:
        if told is None:
            return CellResult(stop=stop)
        outputs, error = told.get("outputs"), told.get("error")
        if type(outputs) is not list or type(error) not in (dict, type(None)):
            self.close(Stop.TAMPERED)
            return CellResult(stop=Stop.TAMPERED)
        # Why: DECISIONS.md#output-dropped
        room = min(self.limits.output_kb * _KIB, max(0, self.limits.flood_mb * _MIB - self.spent.letters))
        kept, letters = kept_outputs(outputs, room)
        self.spent.letters += letters
        error = error or {}
        number, count = error.get("errno"), told.get("count")
        if told.get("endless") is True or (
            stop in (Stop.TIMED_OUT, Stop.OVER_CPU) and told.get("flooded") is True  # which is why it did not end
        ):
            stop = Stop.OVER_OUTPUT
        return CellResult(
            outputs=kept,
            error=str(error.get("ename", ""))[:200],
            message=str(error.get("evalue", ""))[:2000],
            errno=number if type(number) is int else None,
            stop=stop,
            count=count if type(count) is int and 0 <= count < 10**6 else 0,
            value=told["value"] if type(told.get("value")) in (int, float) else None,
            line=told["line"] if type(told.get("line")) is int else 0,
            evidence=told["evidence"] if type(told.get("evidence")) is dict else {},
        )

    def ask(self, request: str, do: str = "ask") -> tuple[str, Stop | None]:
        """Hand a request over and return the text of its answer; it is empty where something stopped it."""
        told, stop = self._exchange({"do": do, "request": request})
        answer = (told or {}).get("answer")
        if stop is not None or type(answer) is not str:
            return "", stop or Stop.TAMPERED
        return answer, None

    def put(self, files: Mapping[str, bytes]) -> None:
        """Put files into the kernel's folder, in pieces that a message can hold."""
        for name, data in files.items():
            for start in range(0, max(len(data), 1), _PIECE):
                text = base64.b64encode(data[start : start + _PIECE]).decode("ascii")
                self._exchange({"do": "files", "files": {name: text}, "more": start > 0})

    def hand_over(self, message: dict) -> socket.socket:
        """Send a last message, and return the connection for what it is used for from now on."""
        _, stop = self._exchange(message)
        if stop is not None:
            raise OSError(f"the kernel could not be started: {stop.value}")
        self._connection.settimeout(None)
        return self._connection

    def exit_code(self) -> int | None:
        """Return the exit code of a kernel that has ended by itself, negative for a signal; None while it runs."""
        if self.ended is not None:
            return -signal.SIGKILL
        if not select.select([self._end], [], [], 0)[0]:
            return None
        code = os.read(self._end, 64).decode("ascii", "replace").strip()
        self.close()
        return int(code) if code.lstrip("-").isdigit() else -signal.SIGKILL

    def interrupt(self) -> None:
        """Interrupt what runs in the kernel."""
        self._interrupt()

    def begin(self) -> None:
        """Begin the budget of a cell or a task."""
        self._begun = time.monotonic()
        self._cpu_before: float | None = None  # taken at the first look: what is over sooner need not be counted
        self._answers, self._looked = 0, self._begun

    def close(self, why: Stop | None = None) -> None:
        """End the kernel and everything that it started."""
        if self._handle is None and self.keeper == 0:
            return
        self.ended = self.ended or why or Stop.CRASHED
        self.spent.cpu_s += max(0.0, watch.usage(self.keeper).cpu_s - self._start_cpu)
        watch.end(self.keeper, self._handle, namespace=self._walled)
        self._connection.close()
        if self._handle is not None:
            select.select([self._handle], [], [], 5)
            os.close(self._handle)
        os.close(self._end)
        self.keeper, self._handle = 0, None

    def _exchange(self, message: dict, give: Give | None = None) -> tuple[dict | None, Stop | None]:
        """Send a message and wait for its answer within the budgets; `give` answers what is asked on the way."""
        if self.ended is not None:
            return None, self.ended
        nonce = secrets.token_hex(16)
        start = self._asked = time.monotonic()
        try:
            return self._converse(message | {"nonce": nonce}, nonce, give)
        except frames.BrokenFrame as error:
            self.close(Stop.CRASHED if "ended" in str(error) else Stop.TAMPERED)
        except TimeoutError:  # it does not take a message, or drips its answer
            self.close(Stop.TIMED_OUT)
        except OSError:
            self.close(Stop.CRASHED)
        finally:
            self.spent.wall_s += time.monotonic() - start
        return None, self.ended

    def _converse(self, message: dict, nonce: str, give: Give | None) -> tuple[dict | None, Stop | None]:
        while True:
            self._connection.settimeout(_FRAME_S)
            frames.send(self._connection, message)
            stop = self._wait()
            if stop in (Stop.TIMED_OUT, Stop.OVER_CPU) and self.ended is None:
                self._interrupt()
                if not self._ends():
                    self.close(stop)
            elif stop is not None:
                self.close(stop)
            if self.ended is not None:
                return None, self.ended
            told = frames.receive(self._connection, within_s=_FRAME_S)
            if give is None or type(told.get("want")) is not str:
                break
            given = give(told["want"]) if stop is None else None
            if given is None:
                self.close(stop)
                return None, self.ended
            message = {"given": given}
        if not secrets.compare_digest(str(told.get("nonce")).encode(), nonce.encode()):
            self.close(Stop.TAMPERED)
            return None, Stop.TAMPERED
        return told, stop

    def _wait(self) -> Stop | None:
        """Wait for an answer; return what has been exceeded where something has.

        Many quick answers in one budget, as to questions without end, are looked at as one slow one is.
        """
        while not select.select([self._connection], [], [], _LOOK_S)[0]:
            stop = self._exceeded()
            if stop is not None:
                return stop
        self._answers += 1
        if self._answers > 1 and time.monotonic() - self._looked > _LOOK_S and (stop := self._exceeded()):
            self.close(stop)
        return self.ended

    def _ends(self) -> bool:
        """Say whether what was interrupted ends in the time that it has for it."""
        begun, before = time.monotonic(), watch.usage(self.keeper).cpu_s
        while not select.select([self._connection], [], [], _LOOK_S)[0]:
            if watch.usage(self.keeper).cpu_s - before > _GRACE_CPU_S or time.monotonic() - begun > _GRACE_S:
                return False
        return True

    def _exceeded(self) -> Stop | None:
        """Look at what is used."""
        limits, used = self.limits, watch.usage(self.keeper)
        self._looked = time.monotonic()
        if self._cpu_before is None:
            self._cpu_before = used.cpu_s
        wall = self._looked - self._begun
        most = self._base + limits.memory_mb * _MIB
        # Why: DECISIONS.md#no-cgroups
        if used.memory > most and watch.memory_of(self.keeper, self._base) > most:
            return Stop.OVER_MEMORY
        if used.cpu_s - self._cpu_before > limits.cell_cpu_s:
            return Stop.OVER_CPU
        if self.spent.cpu_s + used.cpu_s - self._start_cpu > limits.submission_cpu_s:
            return Stop.OVER_CPU
        if wall > limits.cell_wall_s or self.spent.wall_s + self._looked - self._asked > limits.submission_wall_s:
            return Stop.TIMED_OUT
        return None

    def _count_from_here(self) -> None:
        """Take what the kernel has used up to now as what its start takes."""
        used = watch.usage(self.keeper)
        self._base, self._start_cpu = used.memory, used.cpu_s

    def _interrupt(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self._handle is not None:
                signal.pidfd_send_signal(self._handle, signal.SIGUSR1)
            else:
                os.kill(self.keeper, signal.SIGUSR1)
