"""debug-windows: a target that stands in its own window."""

import numpy as np

from quizzes.checks.cases import generator
from quizzes.checks.model import Case, Mutant, Property, Task


def reference(series, past):
    """Return every window of `past` values and the value behind it, by slices."""
    values = series.tolist()
    starts = range(len(values) - past)
    return np.array([values[k : k + past] for k in starts]), np.array([values[k + past] for k in starts])


def case(seed, length, past, name=""):
    """Return a case with a random series."""
    series = generator(seed).normal(size=length) + 0.1
    return Case(name or f"a series of {length} values, windows of {past}", (series, past))


SOLUTION = '''
def make_windows(series, past):
    x, y = [], []
    for start in range(len(series) - past):
        x.append(series[start:start + past])
        y.append(series[start + past])
    return np.array(x), np.array(y)
'''
RANGE, TARGET = "range(len(series) - past)", "series[start + past]"

TASK = Task(
    id="debug-windows",
    function="make_windows",
    outputs=("x", "y"),
    reference=reference,
    cases=lambda: (case(630, 9, 3), case(631, 12, 5), case(632, 7, 6), case(633, 9, 3, "a series of 9 other values, windows of 3"), case(634, 8, 1)),
    properties=(
        Property("values", 1.5, "Each target is the value behind its window, and no window is missing", "The window series[start:start + past] ends at index start + past - 1; how many windows have a value behind them?"),
        Property("unchanged", 0.5, "The series stays as it is", "Slices are enough."),
    ),
    solutions={
        "model": SOLUTION,
        "numpy's own windows": '''
def make_windows(series, past):
    windows = np.lib.stride_tricks.sliding_window_view(series, past + 1)
    return windows[:, :past].copy(), windows[:, past].copy()
''',
        "indices": '''
def make_windows(series, past):
    starts = np.arange(len(series) - past)
    return series[starts[:, None] + np.arange(past)], series[past:]
''',
        "float32, from the end": '''
def make_windows(series, past):
    series = series.astype(np.float32)
    pairs = [(series[end - past : end], series[end]) for end in range(len(series) - 1, past - 1, -1)][::-1]
    return np.stack([x for x, _ in pairs]), np.stack([y for _, y in pairs])
''',
    },
    mutants=(
        Mutant("as-given", "FUTURE_LEAKS", "values", "the program as it was handed out: the target is the last value of its own window", "leakage", (f"{RANGE}:\n        x.append(series[start:start + past])\n        y.append({TARGET})", "range(len(series) - past + 1):\n        x.append(series[start:start + past])\n        y.append(series[start + past - 1])")),
        Mutant("leak-and-count", "FUTURE_LEAKS", "values", "a program with as many windows as there should be, whose targets still stand in them", "leakage", (TARGET, "series[start + past - 1]")),
        Mutant("one-too-few", "WINDOW_OFF_BY_ONE", "values", "a program that leaves out the last window", "cutting-windows", (RANGE, "range(len(series) - past - 1)")),
        Mutant("two-ahead", "", "values", "a program whose target lies two values ahead", "cutting-windows", (f"{RANGE}:\n        x.append(series[start:start + past])\n        y.append({TARGET})", "range(len(series) - past):\n        x.append(series[start:start + past])\n        y.append(series[min(start + past + 1, len(series) - 1)])")),
        Mutant("short-window", "", "values", "a program whose windows lack their last value", "cutting-windows", ("series[start:start + past]", "series[start:start + past - 1]")),
        Mutant("long-window", "FUTURE_LEAKS", "values", "a program whose windows hold their target as well", "leakage", ("series[start:start + past]", "series[start:start + past + 1]")),
        Mutant("before", "", "values", "a program that asks for the value before the window", "leakage", (TARGET, "series[start - 1]")),
        Mutant("apart", "", "values", "windows that do not overlap", "cutting-windows", (RANGE, "range(0, len(series) - past, past)")),
        Mutant("reversed", "", "values", "windows that run backwards in time", "cutting-windows", ("series[start:start + past]", "series[start:start + past][::-1]")),
        Mutant("scaled", "FUTURE_LEAKS", "values", "a series from which the mean of all of it was taken off", "leak-scaling", ("    x, y = [], []", "    x, y, series = [], [], series - series.mean()")),
        Mutant("first-target", "EXAMPLE_IS_TASK", "values", "windows of three values, whatever is asked for", "cutting-windows", ("    x, y = [], []", "    x, y, past = [], [], 3")),
        Mutant("in-place", "ARGUMENTS_OVERWRITTEN", "unchanged", "a program that scales the series in place", "cutting-windows", ("    x, y = [], []", "    x, y = [], []\n    series *= 1.0000001")),
    ),
)  # fmt: skip
