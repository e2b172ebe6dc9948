"""Keys computed once more, by a plain run of what a sheet shows: nothing here is shared with what made them."""

import ast
import json
import math
import sys
import warnings

import numpy as np


def namespace(cells):
    """Run cells as a notebook does; one that fails is followed by the next."""
    space = {"__name__": "__main__", "np": np}
    for number, cell in enumerate(cells):
        try:
            exec(compile(cell, f"<cell {number}>", "exec"), space)
        except Exception:  # noqa: BLE001, PERF203  the learner's
            continue
    return space


def plain(value):
    """Return lists and numbers for arrays, rounded as on the sheet."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return value


def close(one, other):
    """Say whether two values are the same, up to the digits that a sheet shows."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(close, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(close(one[key], other[key]) for key in one)
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=0, abs_tol=2e-6)
    return one == other


def disagreement(question):
    """Return how the key of a question differs from what a plain run gives; "" where it does not, None where open."""
    rerun = question.rerun
    if rerun is None:
        return None
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        space = namespace(rerun.program)
        kind = question.kind.value
        if kind in ("shapes", "count"):
            return _of_lines(question, space)
        for expression, wanted in zip(rerun.expressions, rerun.values, strict=True):
            exec(rerun.setup, space)  # anew: a call may have written into its arguments
            try:
                value = plain(eval(expression, space))
            except Exception as error:  # noqa: BLE001  the learner's
                value = type(error).__name__
            if isinstance(wanted, str) and wanted.startswith("("):
                value = shapes(eval(expression, space))
            if not close(value, wanted):
                return f"{expression}: the key says {wanted}, a plain run gives {value}"
    if kind == "what if" and has_twins(question.options):
        return f"two of the options are the same: {question.options}"
    if kind in ("trace", "what if") and not shown_in(question.key, rerun.values):
        return f"the key {question.key!r} does not show {rerun.values}"
    return ""


def has_twins(options):
    """Say whether two options give the same numbers."""
    shown = [
        [ast.literal_eval(part.rpartition(" = ")[2]) for part in each.split("; ")] for each in options if " = " in each
    ]
    return any(close(one, other) for place, one in enumerate(shown) for other in shown[:place])


def shown_in(key, values):
    """Say whether the numbers of the key are those of the values, in their order."""
    written = [ast.literal_eval(part.rpartition(" = ")[2]) for part in key.split("; ")] if " = " in key else [key]
    if len(written) == 1 and isinstance(written[0], str):
        return any(str(value) in key for value in values) or key == "it returns None"
    return all(map(close, written, json.loads(json.dumps(values))))


def shapes(value):
    """Return the shapes of all arrays in a value."""
    if isinstance(value, np.ndarray):
        return str(value.shape)
    parts = value.values() if isinstance(value, dict) else value
    found = (shapes(part) for part in parts if isinstance(part, np.ndarray | list | tuple | dict))
    return ", ".join(filter(None, found))


def _of_lines(question, space):
    """Follow the call line by line by a tracer of Python's own, and look at names and products where they stand."""
    rerun = question.rerun
    name = question.prompt.split("`")[1]
    code = space[name].__code__
    seen: dict[str, set] = {text: set() for text in rerun.expressions}
    counts: dict[int, int] = {}

    def look(frame):
        for text, found in seen.items():
            try:
                found.add(np.shape(eval(text, frame.f_globals, dict(frame.f_locals))))
            except Exception:  # noqa: BLE001, PERF203  a name that is not there yet
                continue

    def trace(frame, event, _):
        if frame.f_code is not code:
            return None
        if event == "line":
            counts[frame.f_lineno] = counts.get(frame.f_lineno, 0) + 1
        look(frame)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        calls = f"\n{name}(" in rerun.setup
        exec(rerun.setup if calls else f"{rerun.setup}\n{_call(name, rerun.setup)}", space)
    finally:
        sys.settrace(before)
    if question.kind.value == "count":
        return "" if rerun.values[1] in counts.values() else f"{rerun.values[1]} times; a plain run: {counts}"
    for text, wanted in zip(rerun.expressions, rerun.values, strict=True):
        if seen[text] and tuple(wanted) not in seen[text]:
            return f"{text}: the key says {wanted}, a plain run gives {seen[text]}"
    return ""


def _call(name, setup):
    return f"{name}({', '.join(line.partition(' = ')[0] for line in setup.splitlines())})"
