"""strips-read: from the scores of a trained network to numbers, and how sure they are."""

from functools import cache
from pathlib import Path

import numpy as np

from quizzes.checks.cases import generator
from quizzes.checks.given import BEST_PATH, LOG_PROBABILITY
from quizzes.checks.model import Case, Mutant, Property, Task
from quizzes.checks.tasks.strips.best_path import reference as best_path
from quizzes.checks.tasks.strips.forward import reference as log_probability

BLANK = 0


def reference(scores, widths):
    """Return what each strip reads as, and the probability of that text over all paths."""
    texts, p = [], []
    for z, width in zip(scores, widths.tolist(), strict=True):
        shares = np.exp(z[:width] - z[:width].max(axis=1, keepdims=True))
        logs = np.log(shares / shares.sum(axis=1, keepdims=True))
        symbols, _ = best_path(logs, BLANK)
        texts.append("".join("0123456789"[symbol - 1] for symbol in symbols))
        p.append(np.exp(log_probability(logs, symbols, BLANK)))
    return texts, np.array(p)


@cache
def kept():
    """Return what book/models/train_strips.py has kept: scores of strips, how wide they are, and their numbers."""
    with np.load(Path(__file__).with_name("scores.npz")) as file:
        return {name: file[name] for name in file.files}


def twice(number):
    """Say whether a digit stands twice in a row."""
    return any(a == b for a, b in zip(number, number[1:], strict=False))


def strips(seed, count):
    """Draw the scores of strips, a little changed; every second strip has a digit twice in a row."""
    known = kept()
    numbers = known["numbers"].tolist()
    rng = generator(seed)
    double = rng.permutation([n for n, number in enumerate(numbers) if twice(number)])
    single = rng.permutation([n for n, number in enumerate(numbers) if not twice(number)])
    picked = np.ravel(np.column_stack([double[:count], single[:count]]))[:count]
    found = [known["scores"][n, : known["widths"][n]].astype(float) for n in picked]
    return [z * rng.uniform(0.98, 1.02, z.shape) for z in found]


def alone(seed):
    """Return a case with one strip, which is as wide as its array."""
    (scores,) = strips(seed, 1)
    return Case(f"one strip, {len(scores)} columns wide", (scores[None], np.array([len(scores)])), "values")


def batch(seed, count):
    """Return a case with strips of several widths; behind each stands what another strip has left there."""
    several = strips(seed, count)
    longest = max(map(len, several)) + 4
    scores = 6 * generator(seed + 50).normal(size=(count, longest, several[0].shape[1]))
    for row, strip in zip(scores, several, strict=True):
        row[: len(strip)] = strip
    widths = np.array([len(strip) for strip in several])
    return Case(f"{count} strips of up to {max(widths)} columns", (scores, widths), "padding")


SOLUTION = '''
def read(scores, widths):
    texts, p = [], []
    for z, width in zip(scores, widths):
        logs = log_softmax(z[:width])
        symbols, _ = best_path(logs, 0)
        texts.append("".join(str(symbol - 1) for symbol in symbols))
        p.append(np.exp(log_probability(logs, symbols, 0)))
    return texts, np.array(p)
'''
LOG_SOFTMAX = '''
import numpy as np
def log_softmax(z):
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
'''
LOGS, TEXT, P = "log_softmax(z[:width])", "str(symbol - 1)", "np.exp(log_probability(logs, symbols, 0))"

TASK = Task(
    id="strips-read",
    function="read",
    outputs=("texts", "p"),
    reference=reference,
    given={"log_softmax": LOG_SOFTMAX, "best_path": BEST_PATH, "log_probability": LOG_PROBABILITY},
    cases=lambda: (alone(250), alone(251), batch(252, 3), batch(253, 4)),
    properties=(
        Property("shape", 0.5, "A list of texts and an array of probabilities come back", "One text and one probability a strip: `return texts, p`."),
        Property("values", 1, "The digits are read, and p is the text's probability over all paths", "log_softmax, best_path, log_probability; class k is the digit k - 1."),
        Property("padding", 1, "What stands behind a strip is not read", "Cut each strip to its own width first."),
        Property("unchanged", 0.5, "scores and widths are left as they are", "Work on copies."),
    ),
    solutions={
        "model": SOLUTION,
        "by hand": '''
def read(scores, widths):
    texts, p = [], np.zeros(len(scores))
    for n in range(len(scores)):
        z = scores[n, : widths[n]]
        logs = z - np.log(np.exp(z).sum(axis=1))[:, None]
        path, before, text = logs.argmax(axis=1), 0, ""
        for k in path:
            if k != before and k:
                text += "0123456789"[k - 1]
            before = k
        texts.append(text)
        p[n] = np.exp(log_probability(logs, [int(digit) + 1 for digit in text], 0))
    return texts, p
''',
        "all at once": '''
def read(scores, widths):
    logs = log_softmax(scores)
    rows = [row[:width] for row, width in zip(logs, widths)]
    found = [best_path(row, 0)[0] for row in rows]
    p = [np.exp(log_probability(row, ids, 0)) for row, ids in zip(rows, found)]
    return ["".join(map(str, np.array(ids, int) - 1)) for ids in found], p
''',
        "padding as blanks": '''
def read(scores, widths):
    logs = log_softmax(scores.copy())
    for row, width in zip(logs, widths):
        row[width:] = -1e9
        row[width:, 0] = 0
    texts, p = (), ()
    for row in logs:
        ids, _ = best_path(row, 0)
        texts += ("".join(chr(ord("0") + k - 1) for k in ids),)
        p += (float(np.exp(log_probability(row, ids, 0))),)
    return list(texts), np.array(p)
''',
    },
    mutants=(
        Mutant("padding-read", "PADDING_IS_NOTHING", "padding", "strips that are read to the end of the array", "strips-small", (LOGS, "log_softmax(z)")),
        Mutant("one-width", "", "padding", "strips that are all cut to the width of the first", "strips-small", ("z[:width]", "z[: widths[0]]")),
        Mutant("class-is-digit", "BLANK_CLASS_ASSUMED", "values", "texts in which class k is the digit k, as if the blank were no class", "strips-small", (TEXT, "str(symbol % 10)")),
        Mutant("path-alone", "ONE_PATH_COUNTS", "values", "p of the best path alone", "strips-sum", source='''
def read(scores, widths):
    texts, p = [], []
    for z, width in zip(scores, widths):
        symbols, log_p = best_path(log_softmax(z[:width]), 0)
        texts.append("".join(str(symbol - 1) for symbol in symbols))
        p.append(np.exp(log_p))
    return texts, np.array(p)
'''),
        Mutant("no-softmax", "", "values", "scores that are taken for logarithms of probabilities", "strips-small", (LOGS, "z[:width]")),
        Mutant("over-columns", "AXES_SWAPPED", "values", "a softmax over the columns, in the place of the classes", "strips-small", (LOGS, "log_softmax(z[:width].T).T")),
        Mutant("repeats-stay", "", "values", "a digit for each column that is not blank", "strips-collapse", ("symbols, _ = best_path(logs, 0)", "symbols = [int(k) for k in logs.argmax(axis=1) if k]")),
        Mutant("blanks-first", "BLANKS_GO_FIRST", "values", "a path whose blanks are left out before its repetitions are merged", "strips-collapse", ("symbols, _ = best_path(logs, 0)", "path = [int(k) for k in logs.argmax(axis=1) if k]\n        symbols = [k for k, before in zip(path, [0] + path) if k != before]")),
        Mutant("blanks-written", "BLANK_IS_A_SPACE", "values", "a space for each run of blanks", "strips-collapse", source=SOLUTION.replace("texts.append", "path = logs.argmax(axis=1).tolist()\n        texts.append").replace("str(symbol - 1) for symbol in symbols", "' 0123456789'[k] for k, before in zip(path, [None] + path) if k != before")),
        Mutant("columns-mean", "SYMBOLS_ARE_SEQUENCES", "values", "how sure the columns are in the mean, in the place of the whole text", "strips-small", (P, "np.exp(logs.max(axis=1)).mean()")),
        Mutant("written-over", "ARGUMENTS_OVERWRITTEN", "unchanged", "a function that writes into scores", "strips-small", (LOGS, "log_softmax(z[:width])\n        z[width:] = 0\n        z -= z.max()")),
    ),
)  # fmt: skip
