"""Solutions that are more alike than the rest of the class (the one module that knows copydetect).

It is evidence for a person, never a verdict: short tasks have few ways to be right.

Why: DECISIONS.md#report-libraries.
"""

from __future__ import annotations

import io
import statistics
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from types import ModuleType

from quizzes.plain_text import cut

_K, _WINDOW = 12, 4  # letters of a fingerprint after names are made alike, and how many are looked at for one
_LONGEST = 20_000  # letters of one student's code that are compared
_LEAST = 60  # letters of own code, the template removed, below which nothing can be said


@dataclass(frozen=True)
class AlikePair:
    """Two students whose solutions share code."""

    one: str
    other: str
    share: float  # of the own code of the one that shares more of it
    letters: int  # shared, names made alike
    code: tuple[str, str]
    marks: tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]  # what is shared, as places in the code


@dataclass(frozen=True)
class Likeness:
    """All pairs of a class."""

    pairs: tuple[AlikePair, ...]  # the most alike first
    compared: int  # how many pairs there were
    usual: float  # the median share
    left_out: tuple[str, ...]  # students with too little own code
    identical: tuple[tuple[str, ...], ...] = ()  # groups whose code is the same letter for letter


@contextmanager
def _undrawn() -> Iterator[None]:
    """Let copydetect be imported without matplotlib, which it draws a histogram with that nobody asks it for."""
    names = [name for name in ("matplotlib", "matplotlib.pyplot") if name not in sys.modules]
    sys.modules.update({name: ModuleType(name) for name in names})
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


def likeness(code: Mapping[str, str], template: str, most: int = 10) -> Likeness:
    """Compare each two students' code.

    Parameters
    ----------
    code : Mapping[str, str]
        Each student's solution cells, joined.
    template : str
        What everybody was given; code that is in it counts for nobody.
    most : int
        How many pairs are returned.
    """
    code = {student: cut(text, _LONGEST) for student, text in code.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of code without fingerprints
        with _undrawn():
            from copydetect import CodeFingerprint, compare_files

        given = CodeFingerprint("template.py", _K, 1, fp=io.StringIO(template))
        prints = {
            student: CodeFingerprint(
                f"{student}.py", _K, _WINDOW, boilerplate=sorted(given.hashes), fp=io.StringIO(text)
            )
            for student, text in code.items()
        }
        enough = [student for student, made in prints.items() if made.token_coverage >= _LEAST]
        pairs = []
        for one, other in combinations(sorted(enough), 2):
            letters, shares, slices = compare_files(prints[one], prints[other])
            share = min(1.0, max(float(value) for value in shares))
            pairs.append((share, int(letters), one, other, slices))
    pairs.sort(key=lambda pair: (-pair[0], -pair[1], pair[2], pair[3]))
    same = _identical(code, enough)
    told = {pair for group in same for pair in combinations(sorted(group), 2)}  # they need no comparison
    top = tuple(
        AlikePair(one, other, share, letters, (code[one], code[other]), (_places(slices[0]), _places(slices[1])))
        for share, letters, one, other, slices in [pair for pair in pairs if (pair[2], pair[3]) not in told][:most]
        if share > 0
    )
    usual = statistics.median(pair[0] for pair in pairs) if pairs else 0.0
    left_out = tuple(student for student in code if student not in enough)
    return Likeness(top, len(pairs), usual, left_out, same)


def _places(slices: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    if len(slices) == 0 or len(slices[0]) == 0:
        return ()
    return tuple((int(start), int(end)) for start, end in zip(slices[0], slices[1], strict=True))


def _identical(code: Mapping[str, str], students: list[str]) -> tuple[tuple[str, ...], ...]:
    groups: dict[str, list[str]] = {}
    for student in students:
        groups.setdefault("".join(code[student].split()), []).append(student)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)
