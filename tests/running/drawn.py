"""Which of many alike an ordinary run takes: a part by chance, another for each commit, the same when it is run again.

What is asked of every page, every submission of the corpus and every chapter under every kernel takes longer than
anybody waits for. `WHOLE=1` (`make whole`) takes all; `DRAW=word` takes the part of another commit, whose word is told.
"""

import functools
import math
import os
import random
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

Thing = TypeVar("Thing")
ROOT = Path(__file__).resolve().parents[2]
WHOLE = "WHOLE" in os.environ
# Ways of asking the same: how a kernel starts, which database there is, how wide and how bright a page is.
_WAY = re.compile(r"(?<=[\[-])(?:warm|cold|sqlite|postgresql|light|dark|desk|phone|390|1280)(?=[-\]])")


@functools.cache
def word() -> str:
    """Return what the draws depend on: DRAW, or else the commit."""
    if named := os.environ.get("DRAW"):
        return named
    command = ["git", "rev-parse", "--short=12", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "no commit"


def drawn(things: Sequence[Thing], share: float, of: str) -> list[Thing]:
    """Return a share of the things, rounded up, in their order; all of them in a whole run.

    `of` says what the draw is of, so that two draws of one run do not depend on each other.
    """
    if WHOLE:
        return list(things)
    places = random.Random(f"{word()} {of}").sample(range(len(things)), math.ceil(share * len(things) - 1e-9))
    return [things[place] for place in sorted(places)]


def of_each_one_way(nodeids: Iterable[str]) -> set[str]:
    """Return one of the tests that differ in the way of asking alone, for each such group; in a whole run all."""
    alike = defaultdict(list)
    for nodeid in nodeids:
        alike[_WAY.sub("way", nodeid)].append(nodeid)
    if WHOLE:
        return {nodeid for group in alike.values() for nodeid in group}
    return {random.Random(f"{word()} {name}").choice(sorted(group)) for name, group in alike.items()}
