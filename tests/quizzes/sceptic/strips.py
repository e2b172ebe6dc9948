"""Attempts on the keys of the page on strips."""

import itertools
import re

import numpy as np

from lstm_lib import ctc_loss
from quizzes.variants import values_of
from sceptic import BANK, doubt, torch


def torch_p(p, ids):
    """The probability of a text by another library."""
    logs = torch.tensor(np.log(p))[:, None]
    sizes = torch.tensor([len(p)]), torch.tensor([len(ids)])
    loss = torch.nn.functional.ctc_loss(logs, torch.tensor([ids]), *sizes, reduction="sum")
    return float(torch.exp(-loss))


@doubt("strips-how-many", "a run that is counted twice, or a blank at the edge")
def symbols_by_a_pattern():
    """Regular expressions in the place of a loop: runs first, then blanks."""
    for seed in range(20):
        values = values_of(BANK.items["strips-how-many"], str(seed))
        path = values["parameters"]["path"]
        if len(re.sub(r"(.)\1*", r"\1", path).replace("-", "")) != values["answer"]:
            return False
    return True


@doubt("strips-blank-rules", "another library that needs more blanks, or fewer")
def noon_in_another_library():
    """PyTorch's loss of `noon` is zero on scores that are sure of a right path, and large or infinite on others."""
    right = {"no-on": True, "noon": False, "-n-o-o-n-": True, "nnno-oonn": True, "n-oo-n": False}
    for path, reads in right.items():
        scores = torch.tensor(40.0 * np.eye(3)[["-no".index(step) for step in path]])
        logs = torch.log_softmax(scores, dim=1)[:, None]
        sizes = torch.tensor([len(path)]), torch.tensor([4])
        loss = torch.nn.functional.ctc_loss(logs, torch.tensor([[1, 2, 2, 1]]), *sizes, reduction="sum")
        if (float(loss) < 1e-3) != reads:
            return False
    return True


@doubt("strips-least-steps", "a path that is shorter than the library's bound")
def no_shorter_path():
    """By hand: letters and pairs of equal neighbours; and no shorter path among all of a short word."""
    for seed in range(20):
        values = values_of(BANK.items["strips-least-steps"], str(seed))
        text = values["parameters"]["text"]
        if values["answer"] != len(text) + sum(a == b for a, b in itertools.pairwise(text)):
            return False
    shorter = itertools.product("-nob", repeat=4)
    reads = {"".join(k for k, _ in itertools.groupby(path) if k != "-") for path in shorter}
    return "noon" not in reads and "bon" in reads


@doubt("strips-count-paths", "a path that is counted twice or not at all")
def paths_by_choosing_borders():
    """By combinatorics: a text of U different neighbours has C(T + U, 2U) paths of T steps."""
    from math import comb

    for seed in range(20):
        values = values_of(BANK.items["strips-count-paths"], str(seed))
        T, U = values["parameters"]["steps"], len(values["parameters"]["text"])
        if values["answer"] != comb(T + U, 2 * U):
            return False
    return True


@doubt("strips-two-steps", "another library that counts a path less")
def two_steps_in_another_library():
    for seed in range(10):
        values = values_of(BANK.items["strips-two-steps"], str(seed))
        row = [values["parameters"]["blank"], values["parameters"]["symbol"]]
        if not np.isclose(torch_p([row, row], [1]), values["answer"], atol=1e-6):
            return False
    return True


@doubt("strips-path-or-text", "a tie, or an empty text that has more paths")
def all_texts_of_two_steps():
    """Write out the four paths: two texts, and the larger one is not that of the best path."""
    p = {"-": 0.6, "a": 0.4}
    texts = {}
    for path in itertools.product("-a", repeat=2):
        text = "".join(k for k, _ in itertools.groupby(path) if k != "-")
        texts[text] = texts.get(text, 0) + p[path[0]] * p[path[1]]
    return set(texts) == {"", "a"} and np.isclose(texts[""], 0.36) and np.isclose(texts["a"], 0.64)


@doubt("strips-gradient", "a gradient that differences do not confirm")
def gradient_by_differences():
    """Central differences of the loss, and the share of the paths from the loss alone: d log p(y) / d log p_t(k)."""
    rng = np.random.default_rng(3)
    z, target, e = rng.normal(size=(5, 4)), np.array([[2, 2, 1]]), 1e-6

    def log_p(z):
        return -ctc_loss(z[None], target).value

    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    for t, k in itertools.product(range(5), range(4)):
        up, down = z.copy(), z.copy()
        up[t, k] += e
        down[t, k] -= e
        slope = -(log_p(up) - log_p(down)) / (2 * e)
        # Scale p_t(k) alone: the paths through it are scaled, and so is their share of the sum.
        scaled = p.copy()
        scaled[t, k] *= 1 + 1e-6
        total = scaled[t].sum()
        q = (log_p(np.log(scaled)) + np.log(total) - log_p(np.log(p))) / np.log(1 + 1e-6)
        if not np.isclose(slope, p[t, k] - q, atol=1e-5):
            return False
    return True
