"""Proofs of the page on strips: what paths read as, how many they are, and which text is the most probable."""

from __future__ import annotations

import itertools

import numpy as np

from lstm_lib import ctc_beam, ctc_best_path, ctc_loss
from quizzes.proofs.draw import Draw, Rng, drawn

FAR = 60.0  # a score that leaves the other classes no probability that matters
WORDS = (
    "book", "noon", "hello", "happy", "letter", "bottle", "coffee", "committee", "balloon", "mississippi", "raccoon",
    "address", "apple", "bubble", "butter", "cheese", "access", "green", "kettle", "mirror", "possess", "puzzle",
    "spoon", "summer", "tattoo", "wheel", "winner", "assessment", "cell", "football",
)  # fmt: skip


def read_by_library(path: str) -> str:
    """Let the library read a path, written as letters and `-`, from scores that are sure of it."""
    letters = sorted(set(path) - {"-"})
    classes = "-" + "".join(letters)
    scores = FAR * np.eye(len(classes))[[classes.index(step) for step in path]]
    return "".join(classes[k] for k in ctc_best_path(scores[None]).ids[0] if k)


def probability(z: np.ndarray, ids: list[int]) -> float:
    """Return the probability of a text over all paths."""
    return float(np.exp(-ctc_loss(z[None], np.array([ids], int).reshape(1, -1)).value))


def symbols_of_a_path(rng: Draw) -> dict:
    """Draw a path with runs and a symbol that comes again behind a blank; count what the library reads."""
    while True:
        a, b, c = rng.sample("abcdefghkmnopqrstuvwxyz", 3)
        runs = [a * rng.choice([1, 2, 3]), "-" * rng.choice([1, 2]), a * rng.choice([1, 2])]
        runs += [b * rng.choice([2, 3]), rng.choice(["", "-"]), c, rng.choice(["", "-"])]
        path = "".join(runs)
        text = read_by_library(path)
        bare = path.replace("-", "")
        merged = [symbol for symbol, _ in itertools.groupby(path)]
        found = [len(text), len(list(itertools.groupby(bare))), len(bare), len(merged)]
        if len(set(found)) == len(found):
            break
    return {
        "parameters": {"path": path, "text": text},
        "answer": found[0],
        "mistakes": {"blanks-first": found[1], "steps": found[2], "blanks": found[3]},
    }


@drawn("the letters of the word, and how sure the scores are", fixed="the paths, which the question gives")
def paths_of_a_text(rng: Rng) -> dict[str, bool]:
    """Let the library read each path, and ask its loss for a text whose two letters are drawn."""
    n, o = rng.choice(list("abcdefghijklmnopqrstuvwxyz"), 2, replace=False)
    paths = {
        "shortest": "no-on",
        "no-blank": "noon",
        "all-around": "-n-o-o-n-",
        "long": "nnno-oonn",
        "elsewhere": "n-oo-n",
    }
    found = {}
    for name, path in paths.items():
        scores = rng.uniform(40, 80) * np.eye(3)[["-no".index(step) for step in path]]
        renamed = "".join({"n": n, "o": o}.get(step, "-") for step in path)
        sure = len(path) >= 5 and probability(scores, [1, 2, 2, 1]) > 0.99
        reads = read_by_library(renamed) == f"{n}{o}{o}{n}"
        assert sure == reads, path
        found[name] = reads
    return found


def least_steps(rng: Draw) -> dict:
    """Lengthen the strip until the library's loss takes the word."""
    text = rng.choice(WORDS)
    classes = "-" + "".join(sorted(set(text)))
    ids = np.array([[classes.index(letter) for letter in text]])
    steps = 1
    while True:
        try:
            ctc_loss(np.zeros((1, steps, len(classes))), ids)
            break
        except ValueError:
            steps += 1
    return {
        "parameters": {"text": text, "letters": len(text), "pairs": steps - len(text)},
        "answer": steps,
        "mistakes": {"letters": len(text), "between": 2 * len(text) - 1, "around": 2 * len(text) + 1},
    }


def number_of_paths(rng: Draw) -> dict:
    """Where all paths are equally probable, a text's probability counts its paths; they are also written out."""
    one, two, three = rng.sample("abcdefghkmnopqrstuvwxyz", 3)
    text = rng.choice([one + two, one + two + one, one + two + three])
    steps = rng.choice([4, 5] if len(text) == 2 else [5, 6])
    classes = "-" + "".join(sorted(set(text)))
    ids = [classes.index(letter) for letter in text]
    K = len(classes)
    found = [path for path in itertools.product(range(K), repeat=steps) if collapsed(path) == ids]
    counted = probability(np.zeros((steps, K)), ids) * K**steps
    assert round(counted, 6) == len(found), (text, steps, counted)
    single = sum([k for k in path if k] == ids for path in found)
    whole = sum(0 not in path for path in found)
    mistakes = {"no-repeats": single, "no-blanks": whole, "one": len({text})}
    parameters = {"text": text, "steps": steps, "paths": len(found)}
    return {"parameters": parameters, "answer": len(found), "mistakes": mistakes}


def two_steps(rng: Draw) -> dict:
    """Ask the library's loss for the text of one symbol."""
    blank = round(0.5 + rng.randrange(1, 24) / 50, 2)
    symbol = round(1 - blank, 2)
    z = np.log(np.array([[blank, symbol]] * 2))
    return {
        "parameters": {"blank": blank, "symbol": symbol},
        "answer": round(probability(z, [1]), 9),
        "mistakes": {"one-step": symbol, "best-path": round(blank * symbol, 9), "blanks": round(blank * blank, 9)},
    }


@drawn("a shift of all scores of a step", fixed="the probabilities, which the question gives")
def best_path_and_text(rng: Rng) -> dict[str, bool]:
    """Read with the best path and with a beam that keeps all texts; compare the texts' probabilities."""
    z = np.log(np.array([[0.6, 0.4]] * 2)) + rng.normal(0, 5, (2, 1))
    empty, a = probability(z, []), probability(z, [1])
    by_path, by_beam = ctc_best_path(z[None]).ids[0].tolist(), ctc_beam(z[None], width=4).ids[0].tolist()
    return {
        "both": by_path == [0] and a > empty,
        "path-is-text": empty > a,
        "beam-same": by_beam == by_path,
        "tie": bool(np.isclose(a, empty)),
    }


@drawn("steps, classes, scores, a target that the steps can write, and the step and class that are asked of")
def gradient_at_a_step(rng: Rng) -> dict[str, bool]:
    """Write out all paths, weigh those that read as the target, and compare with the gradient of the library."""
    T, K = int(rng.integers(3, 6)), int(rng.integers(2, 4))
    z = rng.normal(0, 1.5, (T, K))
    paths = list(itertools.product(range(K), repeat=T))
    target = collapsed(paths[int(rng.integers(len(paths)))])
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    weights = {path: np.prod(p[np.arange(T), path]) for path in paths if collapsed(path) == target}
    t, k = int(rng.integers(T)), int(rng.integers(K))
    q = sum(weight for path, weight in weights.items() if path[t] == k) / sum(weights.values())
    slope = ctc_loss(z[None], np.array([target], int).reshape(1, -1)).grad[0, t, k]
    if not 1e-6 < q < 1 - 1e-6 or abs(p[t, k] - q) < 1e-6:
        return gradient_at_a_step(rng)  # the options are one number there
    values = {"difference": p[t, k] - q, "one": p[t, k] - 1, "turned": q - p[t, k], "product": p[t, k] * q}
    return {name: bool(np.isclose(slope, value, rtol=0, atol=1e-8)) for name, value in values.items()}


def collapsed(path: tuple[int, ...]) -> list[int]:
    """Return what a path of classes reads as; 0 is the blank."""
    return [k for k, _ in itertools.groupby(path) if k]
