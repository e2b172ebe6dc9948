"""An IPython shell that keeps what a cell puts out, as a notebook's file holds it, within limits."""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import json
import os
import warnings

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Instance, Tuple, Type
from traitlets.config import Config

_CUT = "\n[what the cell put out beyond this is cut off]\n"
_MAX_TRACEBACK = 20_000  # characters of one frame's lines
_ENDLESS = 64 * 2**20  # letters of one cell: it prints without end
_EACH = 100  # letters that each piece counts for towards that, so that single ones are not for nothing


class EndlessOutput(KeyboardInterrupt):
    """Ends a cell that puts out without end, as an interrupt ends one that takes too long."""


class Outputs:
    """What the present cell has put out, and how much all cells have."""

    def __init__(self) -> None:
        """Begin with nothing, and no limits."""
        self.list: list[dict] = []
        self.limit = self.flood = 2**62  # bytes: of one cell, and of all
        self._used = self._kept = self._all = 0
        self._cut = self._in_cell = False

    @property
    def flooded(self) -> bool:
        """Say whether the present cell puts out more than all cells may."""
        return self._used > self.flood

    def begin(self) -> None:
        """Begin a cell."""
        self.list, self._used, self._all, self._cut, self._in_cell = [], 0, 0, False, True

    def end(self) -> None:
        """End the cell: functions that are called from now on are ended by their time alone."""
        self._in_cell = False

    def take(self, size: int) -> None:
        """Count what the cell's own code is about to put out.

        Raises
        ------
        EndlessOutput
            If it is more than any cell comes to that ends; on a slow machine as on a fast one.
        """
        self._all += max(size, _EACH)
        if self._in_cell and self._all > _ENDLESS:
            raise EndlessOutput(f"the cell put out more than {_ENDLESS // 2**20} million letters")

    def stream(self, name: str, text: str) -> None:
        """Add text to stdout or stderr."""
        kept = text[: self._room()]
        if kept and self.list and self.list[-1].get("name") == name:
            self.list[-1]["text"] += kept
        elif kept:
            self.list.append({"output_type": "stream", "name": name, "text": kept})
        self._count(len(text), len(kept))

    def add(self, output: dict) -> int:
        """Add a display, a result or an error, where there is room for it; return its size."""
        size = len(json.dumps(output))
        fits = size <= self._room()
        if fits:
            self.list.append(output)
        self._count(size, size if fits else 0)
        return size

    def _room(self) -> int:
        return 0 if self._cut else max(0, min(self.limit - self._used, self.flood - self._kept))

    def _count(self, size: int, kept: int) -> None:
        """Count what was put out, and say where it is cut off; the cell goes on."""
        self._used += size
        self._kept += kept
        if kept < size and not self._cut:
            self._cut = True
            self.list.append({"output_type": "stream", "name": "stderr", "text": _CUT})


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of the learner's code."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, number: int, outputs: Outputs) -> None:
        """Write to `outputs` under this name; `number` is the file descriptor that stands for it."""
        super().__init__()
        self.name, self._number, self._outputs = name, number, outputs

    def write(self, text: str) -> int:
        """Keep the text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.take(len(text))
        self._outputs.stream(self.name, text)
        return len(text)

    def close(self) -> None:
        """Stay open, as a notebook's streams do, for the cells that follow."""

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._number

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True


class _Publisher(DisplayPublisher):
    shell: Shell

    def publish(self, data, metadata=None, *_others, **_named):  # some callers still give a source
        output = {"output_type": "display_data", "data": plain(data), "metadata": plain(metadata or {})}
        self.shell.outputs.take(self.shell.outputs.add(output))

    def clear_output(self, wait=False):
        self.shell.outputs.list.clear()


class _Hook(DisplayHook):
    shell: Shell

    def write_output_prompt(self):
        """Leave the number to the notebook."""

    def write_format_data(self, format_dict, md_dict=None):
        output = {"output_type": "execute_result", "execution_count": None}  # the kernel counts
        self.shell.outputs.add(output | {"data": plain(format_dict), "metadata": plain(md_dict or {})})


class Shell(InteractiveShell):
    """The shell of one kernel."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    outputs = Instance(Outputs, args=())
    usual_steps = Tuple()

    def transform_cell(self, raw_cell):
        """Return a cell as Python; what Python reads as it is has nothing of IPython's in it, which takes longer."""
        if self._steps() == self.usual_steps and raw_cell[:1].strip():
            text = raw_cell if raw_cell.endswith("\n") else f"{raw_cell}\n"
            with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # which the cell gets when it is compiled
                ast.parse(text)
                return text
        return super().transform_cell(raw_cell)

    def _steps(self):
        """Return what reads a cell before Python does: a learner's code, or an extension, may have added to it."""
        manager = self.input_transformer_manager
        lists = manager.cleanup_transforms, manager.line_transforms, manager.token_transformers
        return *map(tuple, lists), tuple(self.input_transformers_post), vars(manager).get("transform_cell")

    def enable_gui(self, gui=None):
        """Do nothing: there is no screen."""

    def ask_exit(self):
        """Do nothing: a notebook's kernel goes on."""

    def raw_input(self, prompt=""):
        """Nobody is there who could answer."""
        raise StdinNotImplementedError("input() has no answer while a notebook is graded")

    def _showtraceback(self, etype, evalue, stb):
        lines = [str(line)[:_MAX_TRACEBACK] for line in (stb if isinstance(stb, list) else [stb])]
        self.outputs.add({"output_type": "error", "ename": _name(etype), "evalue": _text(evalue), "traceback": lines})


def make_shell() -> Shell:
    """Return the shell of this process, with everything loaded that its first cell and first error need."""
    config = Config()
    config.HistoryManager.enabled = False  # its thread would keep the process from being forked
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.enable_tip = False
    config.InteractiveShell.separate_out2 = ""
    shell = Shell.instance(config=config)
    shell.user_ns["input"] = shell.raw_input
    shell.usual_steps = shell._steps()
    shell.run_cell("1 / 0", store_history=False)
    shell.run_cell("%time None", store_history=False)
    shell.outputs.begin()
    shell.execution_count = 1
    return shell


def error_of(outputs: list[dict], error: BaseException | None) -> dict | None:
    """Return how a cell ended, where it ended in an error."""
    if error is None:
        return None
    number = error.errno if isinstance(error, OSError) else None
    told = {"ename": _name(type(error)), "evalue": _text(error), "errno": number if type(number) is int else None}
    if not any(output["output_type"] == "error" for output in outputs):
        outputs.append({"output_type": "error", "ename": told["ename"], "evalue": told["evalue"], "traceback": []})
    return told


def plain(value: object) -> dict:
    """Return a bundle of displays as JSON values: pictures as base64, what is no JSON as text."""
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")  # type: ignore[return-value]
    try:
        json.dumps(value)
    except (TypeError, ValueError, RecursionError):
        return _text(value)  # type: ignore[return-value]
    return value  # type: ignore[return-value]


def _name(kind: object) -> str:
    return str(getattr(kind, "__name__", "Error"))[:200]


def _text(value: object) -> str:
    try:
        return str(value)[:2000]
    except BaseException:  # noqa: BLE001  a learner's object may do anything when it is looked at
        return "(cannot be shown)"


def captured(number: int, limit: int) -> str:
    """Return what was written to a descriptor since the last time, and empty its file."""
    size = os.fstat(number).st_size
    if size == 0:
        return ""
    data = os.pread(number, limit, 0)
    os.ftruncate(number, 0)
    return data.decode("utf-8", "replace") + (_CUT if size > limit else "")
