"""strips-stretch: where a path may stand, and where it may step over a blank."""

import numpy as np

from quizzes.checks.model import Case, Mutant, Property, Task
from quizzes.checks.tasks.strips._paths import draw_symbols


def reference(symbols, blank):
    """Return blank, symbol, blank, ..., blank, and where a place may be reached from two places before it."""
    places, over = [blank], [False]
    for u, symbol in enumerate(symbols):
        places += [symbol, blank]
        over += [u > 0 and symbol != symbols[u - 1], False]
    return np.array(places), np.array(over)


def case(seed, U, K, blank, *, equal):
    """Return a case with U symbols, two neighbours of them equal where asked for."""
    symbols = draw_symbols(seed, U, K, blank, equal=equal)
    twins = ", two of them equal" if equal else ""
    return Case(f"{U} symbols, blank = {blank}{twins}", (symbols, blank), "equal" if equal else "values")


SOLUTION = '''
def stretch(symbols, blank):
    places = np.full(2 * len(symbols) + 1, blank)
    places[1::2] = symbols
    over = np.zeros(len(places), bool)
    over[3::2] = places[3::2] != places[1:-2:2]
    return places, over
'''
OVER = "over[3::2] = places[3::2] != places[1:-2:2]"
SHORTER = '''
def stretch(symbols, blank):
    places = np.full(2 * len(symbols) + 1, blank)
    places[1::2] = symbols
    over = np.zeros(len(places), bool)
    over[3::2] = places[3::2] != places[1:-2:2]
    return places[{part}], over[{part}]
'''

TASK = Task(
    id="strips-stretch",
    function="stretch",
    outputs=("places", "over"),
    reference=reference,
    cases=lambda: (
        case(220, 4, 6, 0, equal=False),
        case(221, 5, 7, 3, equal=False),
        Case("no symbol, blank = 2", ([], 2), "values"),
        case(222, 5, 6, 0, equal=True),
        case(223, 4, 8, 7, equal=True),
    ),
    properties=(
        Property("values", 1, "Blanks stand around every symbol, and may be stepped over between different symbols", "2U + 1 places. `over` is True at a symbol whose symbol before is another one; never at a blank, and never at the first symbol."),
        Property("equal", 1, "Between equal symbols the blank cannot be stepped over", "Without a blank between them, two equal symbols read as one."),
    ),
    solutions={
        "model": SOLUTION,
        "two places before": '''
def stretch(symbols, blank):
    places = [blank]
    for symbol in symbols:
        places.extend([symbol, blank])
    return places, [s > 1 and places[s] != places[s - 2] for s in range(len(places))]
''',
        "kron": '''
def stretch(symbols, blank):
    places = np.append(np.column_stack([np.full(len(symbols), blank), np.array(symbols, int)]).ravel(), blank)
    over = np.append([False, False], places[2:] != places[:-2])[: len(places)]
    return places.astype(int), over
''',
        "ones for True": '''
def stretch(symbols, blank):
    S = 2 * len(symbols) + 1
    places, over = np.zeros(S, int), np.zeros(S, int)
    for s in range(S):
        places[s] = symbols[s // 2] if s % 2 else blank
        over[s] = int(s % 2 == 1 and s > 1 and places[s] != places[s - 2])
    return places, over
''',
    },
    mutants=(
        Mutant("over-equal", "EQUAL_NEEDS_NO_BLANK", "equal", "a path that may go from a symbol to an equal one without a blank", "strips-equal", (OVER, "over[3::2] = True")),
        Mutant("merged", "EQUAL_NEEDS_NO_BLANK", "equal", "a target whose equal neighbours are merged, as if it were a path", "strips-equal", source='''
def stretch(symbols, blank):
    symbols = [k for u, k in enumerate(symbols) if u == 0 or k != symbols[u - 1]]
    places = np.full(2 * len(symbols) + 1, blank)
    places[1::2] = symbols
    over = np.zeros(len(places), bool)
    over[3::2] = places[3::2] != places[1:-2:2]
    return places, over
'''),
        Mutant("never-over", "BLANK_BETWEEN_ALL", "values", "a path that must write a blank between any two symbols", "strips-equal", (OVER, "pass")),
        Mutant("over-everything", "PATH_MAY_SKIP", "values", "a path that may step over symbols, too", "strips-equal", (OVER, "over[2:] = True")),
        Mutant("over-first", "", "values", "a first symbol that may be reached from two places before it, where no place is", "strips-equal", (OVER, "over[1:2] = True; over[3::2] = places[3::2] != places[1:-2:2]")),
        Mutant("over-from", "WRONG_STEP_READ", "values", "marks at the place that a path leaves, in place of the one that it reaches", "strips-equal", (OVER, "over[1:-2:2] = places[3::2] != places[1:-2:2]")),
        Mutant("between-alone", "BLANK_IS_A_SPACE", "values", "blanks between the symbols alone, none before and none behind", "strips-paths", source=SHORTER.format(part="1:-1")),
        Mutant("no-last", "BLANK_IS_A_SPACE", "values", "a blank before each symbol and none behind the last", "strips-paths", source=SHORTER.format(part=":-1")),
        Mutant("blank-zero", "BLANK_CLASS_ASSUMED", "values", "places whose blank is class 0, whichever class was given", "strips-collapse", ("+ 1, blank)", "+ 1, 0)")),
    ),
)  # fmt: skip
