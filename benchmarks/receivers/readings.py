"""What a receiver made of one question, and how it scores an answer by what it read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Answer = object  # of options a list of places, of a number a float, of a text a str, of several parts a list of texts
Score = Callable[[Answer], float]  # the share of the points


@dataclass(frozen=True)
class Reading:
    """One question as a receiver holds it."""

    kind: str  # the receiver's own name
    points: float | None  # None where the receiver has none
    prompt: str  # HTML
    said: tuple[str, ...] = ()  # all comments, HTML
    score: Score | None = None  # None where the receiver does not judge
    problem: str = ""


@dataclass(frozen=True)
class Receiver:
    """A program that takes one of the exports."""

    name: str
    package: str  # what it was given
    how: str  # how it was run
    read: Callable[[Mapping[str, bytes]], Mapping[str, Reading]] = field(repr=False)


def options(right: Sequence[bool], several: bool) -> Score:
    """Return the score of chosen options: all or nothing for one; hits less false alarms, as a share, for several."""

    def score(answer: Answer) -> float:
        chosen = set(answer)  # type: ignore[call-overload]
        hits = sum(right[place] for place in chosen)
        if not several:
            return float(hits == len(chosen) == 1)
        return max(0.0, (hits - (len(chosen) - hits)) / sum(right)) if any(right) else 0.0

    return score


def interval(low: float, high: float) -> Score:
    """Return the score of a number: right between two ends."""
    return lambda answer: float(low <= float(answer) <= high)  # type: ignore[arg-type]


def texts(accept: Sequence[str]) -> Score:
    """Return the score of a text: right where it is one of the accepted ones, capitals alike."""
    known = {text.strip().casefold() for text in accept}
    return lambda answer: float(str(answer).strip().casefold() in known)


def parts(scores: Sequence[Score]) -> Score:
    """Return the score of several parts: the share of those that are right."""
    return lambda answer: sum(one(given) for one, given in zip(scores, answer, strict=True)) / len(scores)  # type: ignore[call-overload]


def from_json(row: Mapping) -> Reading:
    """Return the reading of a program that runs outside of this one, as it wrote it down.

    ``{"kind": ..., "points": ..., "prompt": ..., "said": [...], "problem": ..., "key": {...}}``; the key is one of
    ``{"right": [true, ...], "several": false}``, ``{"low": 1, "high": 2}``, ``{"accept": [...]}`` and
    ``{"parts": [{"accept": [...]}, ...]}``.
    """
    key = row.get("key")
    return Reading(
        row.get("kind", ""), row.get("points"), row.get("prompt", ""), tuple(row.get("said", ())),
        _key(key) if key else None, row.get("problem", ""),
    )  # fmt: skip


def _key(key: Mapping) -> Score:
    if "parts" in key:
        return parts([_key(part) for part in key["parts"]])
    if "low" in key:
        return interval(key["low"], key["high"])
    return texts(key["accept"]) if "accept" in key else options(key["right"], key["several"])
