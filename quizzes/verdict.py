"""What a learner is told about one answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """How an answer was judged."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    UNREADABLE = "unreadable"  # not of the form that the item asks for; not counted as an attempt


@dataclass(frozen=True)
class Verdict:
    """The judgement of one answer to one item; plain values, the same in Python and in the page."""

    outcome: Outcome
    score: float  # share of the item's points, 0 to 1
    message: str  # one sentence for the learner
    shown: tuple[str, ...]  # ids of the options or mistakes whose `why` is shown
    misconceptions: tuple[str, ...]  # that the answer points to

    def as_json(self) -> dict[str, object]:
        """Return the verdict as JSON values, the form in which the page's script gives it."""
        return {
            "outcome": self.outcome.value,
            "score": round(self.score, 6),
            "message": self.message,
            "shown": list(self.shown),
            "misconceptions": list(self.misconceptions),
        }


def unanswered(message: str) -> Verdict:
    """Return the verdict on an empty answer."""
    return Verdict(Outcome.UNANSWERED, 0.0, message, (), ())


def unreadable(message: str) -> Verdict:
    """Return the verdict on an answer that is not of the expected form."""
    return Verdict(Outcome.UNREADABLE, 0.0, message, (), ())
