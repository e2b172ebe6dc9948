"""Which of many alike an ordinary run takes: a part by chance, another for each commit, the same when it is run again.

What is asked of every page, every submission of the corpus and every chapter under every kernel takes longer than
anybody waits for. `WHOLE=1` (`make whole`) takes all; `DRAW=word` takes the part of another commit, whose word is told.
"""

import functools
import math
import os
import random
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

Thing = TypeVar("Thing")
ROOT = Path(__file__).resolve().parents[2]
WHOLE = "WHOLE" in os.environ


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
