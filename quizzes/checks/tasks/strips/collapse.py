"""strips-collapse: what a path reads as."""

from quizzes.checks.model import Case, Mutant, Property, Task
from quizzes.checks.tasks.strips._paths import draw_path, draw_symbols


def reference(path, blank):
    """Return the symbols: each one that differs from the step before and is not the blank."""
    steps = path.tolist()
    return [now for before, now in zip([None, *steps], steps, strict=False) if now not in (before, blank)]


def case(seed, U, K, blank, *, equal):
    """Return a case with a path of U symbols; equal neighbours are parted by a blank where asked for."""
    path = draw_path(seed, draw_symbols(seed, U, K, blank, equal=equal), blank)
    parted = ", a symbol twice with a blank between" if equal else ""
    return Case(f"{len(path)} steps, {U} symbols, blank = {blank}{parted}", (path, blank), "parted" if equal else "values")


SOLUTION = '''
def collapse(path, blank):
    symbols, before = [], None
    for symbol in path:
        if symbol != before and symbol != blank:
            symbols.append(int(symbol))
        before = symbol
    return symbols
'''
TEST = "symbol != before and symbol != blank"

TASK = Task(
    id="strips-collapse",
    function="collapse",
    outputs=("symbols",),
    reference=reference,
    cases=lambda: (
        case(210, 4, 6, 0, equal=False),
        case(211, 5, 7, 3, equal=False),
        case(212, 4, 5, 0, equal=True),
        case(213, 6, 8, 7, equal=True),
    ),
    properties=(
        Property("values", 1, "Repetitions are merged and blanks are left out", "Compare each step with the step before it, and write what is new and no blank."),
        Property("parted", 1, "A symbol that comes again behind a blank is written again", "First the repetitions, then the blanks: the step before may be a blank, and then the symbol is new."),
    ),
    solutions={
        "model": SOLUTION,
        "masks": '''
def collapse(path, blank):
    new = np.append(True, path[1:] != path[:-1])
    return path[new & (path != blank)]
''',
        "groups": '''
import itertools
def collapse(path, blank):
    runs = [symbol for symbol, _ in itertools.groupby(path.tolist())]
    return [symbol for symbol in runs if symbol != blank]
''',
        "recursion": '''
def collapse(path, blank):
    path = list(path)
    if not path:
        return []
    end = 1
    while end < len(path) and path[end] == path[0]:
        end += 1
    first = [] if path[0] == blank else [path[0]]
    return first + collapse(path[end:], blank)
''',
    },
    mutants=(
        Mutant("blanks-first", "BLANKS_GO_FIRST", "parted", "a path whose blanks are left out before its repetitions are merged", "strips-collapse", source='''
def collapse(path, blank):
    path = path[path != blank]
    return path[np.append(True, path[1:] != path[:-1])]
'''),
        Mutant("last-written", "BLANKS_GO_FIRST", "parted", "symbols that are compared with the last one written, and not with the step before", "strips-collapse", ("            symbols.append(int(symbol))\n        before = symbol", "            symbols.append(int(symbol))\n            before = symbol")),
        Mutant("repeats-stay", "", "values", "a path without its blanks: a symbol a step", "strips-collapse", (TEST, "symbol != blank")),
        Mutant("blanks-stay", "BLANK_IS_A_SPACE", "values", "a path whose repetitions are merged and whose blanks stay", "strips-collapse", (TEST, "symbol != before")),
        Mutant("blank-zero", "BLANK_CLASS_ASSUMED", "values", "a path whose blank is taken to be class 0", "strips-collapse", ("symbol != blank", "symbol != 0")),
        Mutant("blank-last", "BLANK_CLASS_ASSUMED", "values", "a path whose blank is taken to be its largest class", "strips-collapse", ("symbol != blank", "symbol != max(path)")),
        Mutant("next", "WRONG_STEP_READ", "values", "steps that are compared with the next one; the last is lost", "strips-collapse", source='''
def collapse(path, blank):
    return [int(a) for a, b in zip(path[:-1], path[1:]) if a != b and a != blank]
'''),
        Mutant("first-lost", "WRONG_STEP_READ", "values", "a loop that begins with the second step", "strips-collapse", ("symbols, before = [], None", "symbols, before = [], path[0]")),
        Mutant("blank-in-place", "LENGTHS_MUST_MATCH", "values", "a path with blanks in the place of what is left out", "strips-collapse", source='''
def collapse(path, blank):
    new = np.append(True, path[1:] != path[:-1])
    return np.where(new, path, blank)
'''),
    ),
)  # fmt: skip
