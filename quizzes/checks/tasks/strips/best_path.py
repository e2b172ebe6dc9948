"""strips-best-path: the most probable class at each step, and what these classes read as."""

import math

import numpy as np

from quizzes.checks.given import COLLAPSE, LOG_PROBABILITY
from quizzes.checks.model import Case, Mutant, Property, Task
from quizzes.checks.tasks.strips._paths import draw_logs, draw_path, draw_symbols


def reference(logs, blank):
    """Return what the classes with the highest numbers read as, and the log probability of that one path."""
    symbols, log_p, before = [], [], None
    for row in logs.tolist():
        most = max(row)
        now = row.index(most)
        if now not in (before, blank):
            symbols.append(now)
        before = now
        log_p.append(most)
    return symbols, math.fsum(log_p)


def case(seed, U, K, blank, *, twins, clear):
    """Return a case in which a path of U symbols wins: by far at each step, or at most steps by a little alone."""
    path = draw_path(seed, draw_symbols(seed, U, K, blank, equal=twins), blank)
    z = draw_logs(seed, len(path), K)
    z[np.arange(len(path)), path] = z.max(axis=1) + (3.0 if clear else 0.2)
    logs = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    name = f"T = {len(path)}, K = {K}, blank = {blank}, {'clear scores' if clear else 'mostly close scores'}"
    return Case(name, (logs, blank), "values")


SOLUTION = '''
def best_path(logs, blank):
    path = logs.argmax(axis=1)
    log_p = logs.max(axis=1).sum()
    return collapse(path, blank), log_p
'''
PATH, LOG_P = "path = logs.argmax(axis=1)", "log_p = logs.max(axis=1).sum()"

TASK = Task(
    id="strips-best-path",
    function="best_path",
    outputs=("symbols", "log_p"),
    reference=reference,
    given={"collapse": COLLAPSE},
    cases=lambda: (
        case(240, 4, 7, 0, twins=False, clear=True),
        case(241, 5, 6, 2, twins=True, clear=False),
        case(242, 4, 9, 8, twins=True, clear=False),
    ),
    properties=(
        Property("shape", 0.5, "A list of symbols and one number come back", "`return symbols, log_p`"),
        Property("values", 2, "The symbols are those of the best path, and log_p is that path's", "The best class of each step, blanks among them; then `collapse`. A path's log probability is the sum over its steps."),
        Property("unchanged", 0.5, "logs is left as it is", "Work on copies."),
    ),
    solutions={
        "model": SOLUTION,
        "loop": '''
def best_path(logs, blank):
    path, log_p = [], 0.0
    for row in logs:
        k = int(np.argmax(row))
        path.append(k)
        log_p += row[k]
    return collapse(np.array(path), blank), log_p
''',
        "no collapse": '''
def best_path(logs, blank):
    path = np.argsort(logs, axis=1)[:, -1]
    new = np.append(True, np.diff(path) != 0)
    return path[new & (path != blank)], np.take_along_axis(logs, path[:, None], axis=1).sum()
''',
        "product": '''
def best_path(logs, blank):
    return collapse(np.argmax(np.exp(logs), axis=-1), blank), np.log(np.prod(np.max(np.exp(logs), axis=-1)))
''',
    },
    mutants=(
        Mutant("not-collapsed", "LENGTHS_MUST_MATCH", "values", "the path itself, a symbol a step", "strips-collapse", ("collapse(path, blank)", "path.tolist()")),
        Mutant("blanks-first", "BLANKS_GO_FIRST", "values", "a path whose blanks are left out before its repetitions are merged", "strips-collapse", ("return collapse(path, blank), log_p", "path = path[path != blank]\n    return path[np.append(True, path[1:] != path[:-1])], log_p")),
        Mutant("blanks-stay", "BLANK_IS_A_SPACE", "values", "a path whose blanks stay", "strips-collapse", ("collapse(path, blank)", "path[np.append(True, path[1:] != path[:-1])]")),
        Mutant("never-blank", "BLANK_IS_A_SPACE", "values", "the best symbol at each step, blanks left aside", "strips-best", (PATH, "path = np.where(np.arange(logs.shape[1]) == blank, -np.inf, logs).argmax(axis=1)")),
        Mutant("above-a-half", "", "values", "a symbol only where its probability is above a half", "strips-best", (PATH, "path = np.where(logs.max(axis=1) > np.log(0.5), logs.argmax(axis=1), blank)")),
        Mutant("blank-zero", "BLANK_CLASS_ASSUMED", "values", "a path whose blank is taken to be class 0", "strips-collapse", ("collapse(path, blank)", "collapse(path, 0)")),
        Mutant("over-steps", "AXES_SWAPPED", "values", "the best step of each class, in the place of the best class of each step", "strips-best", source='''
def best_path(logs, blank):
    path = logs.argmax(axis=0)
    return collapse(path, blank), logs.max(axis=0).sum()
'''),
        Mutant("text", "", "values", "the text: its log probability over all paths, in the place of the path's", "strips-best", source=LOG_PROBABILITY + '''
def best_path(logs, blank):
    symbols = collapse(logs.argmax(axis=1), blank)
    return symbols, log_probability(logs, list(symbols), blank)
'''),
        Mutant("written-steps", "BLANK_IS_A_SPACE", "values", "a path of which the steps with a blank are not counted", "strips-best", (LOG_P, "log_p = logs.max(axis=1)[path != blank].sum()")),
        Mutant("last-lost", "WRONG_STEP_READ", "values", "a loop that ends before the last step", "strips-best", ("    path = logs", "    logs = logs[:-1]\n    path = logs")),
        Mutant("written-over", "ARGUMENTS_OVERWRITTEN", "unchanged", "a function that writes into logs", "strips-best", (LOG_P, "logs[logs < logs.max(axis=1, keepdims=True)] = -9e9\n    log_p = logs.max(axis=1).sum()")),
    ),
)  # fmt: skip
