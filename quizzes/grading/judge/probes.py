"""Two questions about a kernel in which test cells run: is what they compare with still Python's and numpy's own, and
does what they compare call itself equal to everything?
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping

from quizzes.checks.model import Read, ReplyKind
from quizzes.grading.judge.compared import NO_TOOLS, Tools, asking_cell
from quizzes.grading.run.run import Run

# Functions that test cells rest on, by where they live: their identity is noted before the learner's first cell.
_WATCHED = ("builtins", "math", "numpy", "numpy.testing", "numpy.linalg", "unittest.case.TestCase")
_CHANGED_BY_IPYTHON = ("get_ipython", "display", "exit", "quit", "open", "input", "_", "help", "copyright", "credits")
_NOTE = """
import importlib
found = {{}}
for place in {places!r}:
    try:
        home = importlib.import_module(place.removesuffix(".TestCase"))
    except ImportError:
        continue
    home = getattr(home, "TestCase", None) if place.endswith(".TestCase") else home
    for word, value in list(getattr(home, "__dict__", {{}}).items()):
        if callable(value) and word not in {skipped!r}:
            found[place + "." + word] = [id(value), id(getattr(value, "__code__", None))]
"""
_ASIDE = """
import builtins as {name}
{name}_space = {{}}
{name}.exec({note!r}, {name}_space)
{name} = {name}_space.pop("found")
{name}_space.clear()
del {name}_space
"""  # not among the learner's names, who may have called a list `list`


def note_identities(run: Run, modules: Collection[str] = ()) -> dict[str, object] | None:
    """Return the identity of each function that test cells rest on, those of the instructor's own modules included.

    It is None where the kernel was stopped.
    """
    name = f"identities_{secrets.token_hex(6)}"
    note = _NOTE.format(places=(*_WATCHED, *modules), skipped=_CHANGED_BY_IPYTHON)
    result = run.cell(_ASIDE.format(name=name, note=note), again=False)
    (reply,), stop = run.ask([Read(name)])
    run.cell(f"globals().pop({name!r}, None);", again=False)
    if result.stop is not None or stop is not None:
        return None
    return reply.value if reply.kind is ReplyKind.VALUE and isinstance(reply.value, dict) else {}


def replaced(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """Return the functions that are not those that they were."""
    return sorted(name for name, identity in before.items() if now.get(name) != identity)


def find_liars(sources: Mapping[str, str], run: Run, tools: Tools = NO_TOOLS) -> frozenset[str]:
    """Return the test cells in which something calls itself equal to what nothing is equal to.

    They run once more, each comparison asking that too. It is done when all cells have been judged, since a second call
    may change what the functions hold.
    """
    if not sources:
        return frozenset()
    name = f"agreed_{secrets.token_hex(6)}"
    other = 1e17 + secrets.randbelow(10**9) * 1e9
    result = run.cell(asking_cell(sources, tools, name, other), again=False)
    (reply,), stop = run.ask([Read(name)])
    if result.stop is not None or stop is not None or not isinstance(reply.value, list):
        return frozenset()  # it runs too long for a second time, which is allowed
    cells = list(sources)
    return frozenset(cells[k] for k in reply.value if type(k) is int and 0 <= k < len(cells))
