"""strips-forward: the log probability of a text, added up over all paths that read as it."""

import math

from quizzes.checks.given import STRETCH
from quizzes.checks.model import Case, Mutant, Property, Task
from quizzes.checks.tasks.strips._paths import draw_logs, draw_path, draw_symbols


def reference(logs, symbols, blank):
    """Follow how much has been written, and whether the last step was a blank; no stretched target is needed."""
    in_blank = {0: 0.0}  # symbols written -> log probability of all beginnings that end in a blank, or in the symbol
    in_symbol = {}
    for log in logs.tolist():
        blanks, written = {}, {}
        for u in range(len(symbols) + 1):
            blanks[u] = _log_sum(in_blank.get(u), in_symbol.get(u)) + log[blank]
            if u:
                other = u == 1 or symbols[u - 1] != symbols[u - 2]
                come = _log_sum(in_blank.get(u - 1), in_symbol.get(u - 1) if other else None)
                written[u] = _log_sum(in_symbol.get(u), come) + log[symbols[u - 1]]
        in_blank, in_symbol = blanks, written
    return _log_sum(in_blank.get(len(symbols)), in_symbol.get(len(symbols)))


def _log_sum(*logs):
    finite = [log for log in logs if log is not None and log > -math.inf]
    most = max(finite, default=-math.inf)
    return most + math.log(sum(math.exp(log - most) for log in finite)) if finite else most


def case(seed, T, U, K, blank, decides):
    """Return a case with T steps and U symbols; equal neighbours where they decide."""
    symbols = draw_symbols(seed, U, K, blank, equal=decides == "equal")[:U]
    return Case(f"T = {T}, {U} symbols of {K} classes, blank = {blank}", (draw_logs(seed, T, K), symbols, blank), decides)


def tight(seed, K, blank):
    """Return a case with as many steps as its symbols need: equal neighbours leave one path alone."""
    symbols = draw_symbols(seed, 4, K, blank, equal=True)
    return Case(f"4 symbols in 5 steps, blank = {blank}", (draw_logs(seed, 5, K), symbols, blank), "equal")


def sure(seed, T, U, K, blank):
    """Return a case whose scores say clearly what was written, as those of a trained network do."""
    symbols = draw_symbols(seed, U, K, blank, equal=True)
    path = draw_path(seed, symbols, blank)
    path = [*path, *[blank] * (T - len(path))]
    return Case(f"T = {T}, clear scores", (draw_logs(seed, T, K, path), symbols, blank), "equal")


SOLUTION = '''
def log_probability(logs, symbols, blank):
    places, over = stretch(symbols, blank)
    alpha = np.full(len(places), -np.inf)
    alpha[:2] = logs[0, places[:2]]
    for t in range(1, len(logs)):
        before = alpha.copy()
        alpha[1:] = np.logaddexp(alpha[1:], before[:-1])
        alpha[2:] = np.logaddexp(alpha[2:], np.where(over[2:], before[:-2], -np.inf))
        alpha = alpha + logs[t, places]
    return np.logaddexp.reduce(alpha[-2:])
'''
ONE, TWO = "np.logaddexp(alpha[1:], before[:-1])", "np.logaddexp(alpha[2:], np.where(over[2:], before[:-2], -np.inf))"
START, END = "alpha[:2] = logs[0, places[:2]]", "np.logaddexp.reduce(alpha[-2:])"
OUT_OF_LOGS = '''
def log_probability(logs, symbols, blank):
    places, over = stretch(symbols, blank)
    p = np.exp(logs)
    alpha = np.zeros(len(places))
    alpha[:2] = p[0, places[:2]]
    for t in range(1, len(p)):
        before = alpha.copy()
        alpha[1:] += before[:-1]
        alpha[2:] += np.where(over[2:], before[:-2], 0)
        alpha = alpha * p[t, places]{scaled}
    return {result}
'''

TASK = Task(
    id="strips-forward",
    function="log_probability",
    outputs=("log_p",),
    reference=reference,
    given={"stretch": STRETCH},
    rtol=1e-6,  # of a thousand nats; a path that begins otherwise may change little more than a hundredth of one
    cases=lambda: (
        case(230, 7, 3, 6, 0, "values"),
        case(231, 9, 4, 5, 3, "values"),
        case(232, 9, 4, 6, 5, "equal"),
        tight(233, 7, 2),
        sure(237, 30, 5, 6, 0),
        case(234, 480, 96, 12, 4, "long"),
    ),
    properties=(
        Property("shape", 0.5, "log_p is one number", "Return the logarithm of the sum of the last two places."),
        Property("values", 1.5, "All paths are added up that read as the symbols", "A place is reached from itself, from the place before it, and over a blank; a path may begin and end with a blank or a symbol."),
        Property("equal", 1.5, "Equal symbols need the blank between them", "Step from s - 2 only where `over` says so."),
        Property("long", 1, "Hundreds of steps leave a finite number", "The product of hundreds of probabilities may be 0 in float64: stay with logarithms, and add by np.logaddexp."),
        Property("unchanged", 0.5, "logs and symbols are left as they are", "Work on copies."),
    ),
    solutions={
        "model": SOLUTION,
        "scaled": OUT_OF_LOGS.replace("alpha = np.zeros(len(places))", "total, alpha = 0.0, np.zeros(len(places))").format(scaled="\n        total, alpha = total + np.log(alpha.sum()), alpha / alpha.sum()", result="total + np.log(alpha[-2:].sum())"),
        "place by place": '''
def log_probability(logs, symbols, blank):
    places, over = stretch(symbols, blank)
    table = [[-np.inf] * len(places) for _ in logs]
    for s in range(min(2, len(places))):
        table[0][s] = logs[0][places[s]]
    for t in range(1, len(logs)):
        for s in range(len(places)):
            ways = [table[t - 1][s]] + [table[t - 1][s - 1]] * (s > 0) + [table[t - 1][s - 2]] * bool(over[s])
            most = max(ways)
            if most > -np.inf:
                table[t][s] = most + np.log(sum(np.exp(way - most) for way in ways)) + logs[t][places[s]]
    return np.logaddexp.reduce(table[-1][-2:])
''',
        "from the end": '''
def log_probability(logs, symbols, blank):
    places, over = stretch(symbols, blank)
    beta = np.full(len(places), -np.inf)
    beta[-2:] = 0
    for row in logs[:0:-1]:
        after = beta + row[places]
        beta = after.copy()
        beta[:-1] = np.logaddexp(beta[:-1], after[1:])
        beta[:-2] = np.logaddexp(beta[:-2], np.where(over[2:], after[2:], -np.inf))
    return float(np.logaddexp.reduce((beta + logs[0, places])[:2]))
''',
        "a matrix of moves": '''
def log_probability(logs, symbols, blank):
    places, over = stretch(symbols, blank)
    S = len(places)
    moves = np.where(np.eye(S) + np.eye(S, k=1) + np.eye(S, k=2) * np.asarray(over) > 0, 0, -np.inf)
    alpha = np.where(np.arange(S) < 2, logs[0][places], -np.inf)
    for row in logs[1:]:
        alpha = np.logaddexp.reduce(alpha[:, None] + moves, axis=0) + row[places]
    return np.logaddexp.reduce(alpha[-2:])
''',
    },
    mutants=(
        Mutant("best-alone", "ONE_PATH_COUNTS", "values", "the best path alone, where all have to be added up", "strips-sum", source=SOLUTION.replace("np.logaddexp", "np.maximum")),
        Mutant("logs-added", "LOG_OF_A_SUM", "values", "logarithms that are added where probabilities have to be", "strips-logs", source='''
def log_probability(logs, symbols, blank):
    places, over = stretch(symbols, blank)
    alpha = np.full(len(places), -np.inf)
    alpha[:2] = logs[0, places[:2]]
    for t in range(1, len(logs)):
        before = np.where(np.isinf(alpha), 0, alpha)
        alpha = before.copy()
        alpha[1:] += before[:-1]
        alpha[2:] += np.where(over[2:], before[:-2], 0)
        alpha = alpha + logs[t, places]
    return alpha[-2:].sum()
'''),
        Mutant("out-of-logs", "ALWAYS_A_NUMBER", "long", "probabilities that are multiplied until they are 0", "strips-logs", source=OUT_OF_LOGS.format(scaled="", result="np.log(alpha[-2:].sum())")),
        Mutant("over-equal", "EQUAL_NEEDS_NO_BLANK", "equal", "paths that go from a symbol to an equal one without a blank", "strips-equal", (TWO, "np.logaddexp(alpha[2:], np.where(np.arange(2, len(places)) % 2, before[:-2], -np.inf))")),
        Mutant("never-over", "BLANK_BETWEEN_ALL", "values", "paths that write a blank between any two symbols", "strips-equal", (TWO, "alpha[2:]")),
        Mutant("over-everything", "PATH_MAY_SKIP", "values", "paths that step over symbols, too", "strips-equal", (TWO, "np.logaddexp(alpha[2:], before[:-2])")),
        Mutant("starts-anywhere", "PATH_MAY_SKIP", "values", "paths that begin at any place, so that they may leave out the first symbols", "strips-sum", (START, "alpha[:] = logs[0, places]")),
        Mutant("ends-anywhere", "PATH_MAY_SKIP", "values", "paths that end at any place, so that they may leave out the last symbols", "strips-sum", (END, "np.logaddexp.reduce(alpha)")),
        Mutant("starts-blank", "", "values", "paths that begin with a blank alone", "strips-sum", (START, "alpha[:1] = logs[0, places[:1]]")),
        Mutant("ends-blank", "", "values", "paths that end with a blank alone", "strips-sum", (END, "alpha[-1]")),
        Mutant("ends-symbol", "", "values", "paths that end with the last symbol alone", "strips-sum", (END, "alpha[-2:][0]")),
        Mutant("no-staying", "", "values", "paths that leave each place at the next step", "strips-sum", ("before = alpha.copy()", "before, alpha = alpha, np.full(len(places), -np.inf)")),
        Mutant("step-before", "WRONG_STEP_READ", "values", "steps that read the probabilities of the step before", "strips-sum", ("logs[t, places]", "logs[t - 1, places]")),
        Mutant("own-sums", "WRONG_STEP_READ", "values", "steps that read places which they have just renewed", "strips-sum", ("before = alpha.copy()", "before = alpha")),
        Mutant("blank-zero", "BLANK_CLASS_ASSUMED", "values", "paths whose blank is class 0, whichever class was given", "strips-collapse", ("stretch(symbols, blank)", "stretch(symbols, 0)")),
        Mutant("written-over", "ARGUMENTS_OVERWRITTEN", "unchanged", "a function that writes into logs", "strips-sum", source=SOLUTION.replace("    places, over", "    total = len(logs) * logs.max()\n    logs -= logs.max()\n    places, over").replace("return ", "return total + ")),
    ),
)  # fmt: skip
