"""What the kinds with one answer and named mistakes share: checks of the names, of the proof, and verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from quizzes.verdict import Outcome, Verdict

ANSWER = "answer"  # the name under which a proof tells the key; no mistake has this id


def stated_problems(stated: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Yield where two of the named answers, of which the key is the first, have the same id or the same value."""
    names: list[str] = []
    values: list[object] = []
    for name, value in stated:
        if name in names:
            yield f"the id {name!r} stands twice among the mistakes ('answer' is taken)"
        elif value in values:
            other = names[values.index(value)]
            yield f"mistake {name!r} is the same as {'the answer' if other == ANSWER else f'mistake {other!r}'}"
        names.append(name)
        values.append(value)


def stated_disagreements(
    stated: Mapping[str, object],
    truth: Mapping[str, object],
    agree: Callable[[object, object], bool],
    show: Callable[[object], str] = repr,
) -> Iterator[str]:
    """Yield where what the item states of a name is not what the proof found out about it."""
    for missing in sorted(set(stated) - set(truth)):
        yield f"the proof says nothing about {missing!r}"
    for extra in sorted(set(truth) - set(stated)):
        yield f"the proof speaks of {extra!r}, which the item does not name"
    for name, value in stated.items():
        if name in truth and not agree(value, truth[name]):
            yield f"{name!r}: the item says {show(value)}, the proof found {show(truth[name])}"


def right() -> Verdict:
    """Return the verdict on the right answer."""
    return Verdict(Outcome.RIGHT, 1.0, "Right.", (), ())


def wrong(message: str = "Not right.", mistake: str = "", misconception: str | None = None) -> Verdict:
    """Return the verdict on a wrong answer: with the mistake's id where the mistake is a known one."""
    shown = (mistake,) if mistake else ()
    return Verdict(Outcome.WRONG, 0.0, message, shown, (misconception,) if misconception else ())


def share(right_ones: int, of: int, message: str, shown: Iterable[str], named: Iterable[str | None]) -> Verdict:
    """Return the verdict on an answer of several parts, of which some are right; `message` goes on from it."""
    misconceptions = tuple(dict.fromkeys(name for name in named if name))
    outcome = Outcome.PARTLY if right_ones else Outcome.WRONG
    begun = "Partly right" if right_ones else "Not right"
    return Verdict(outcome, right_ones / of, f"{begun}: {message}.", tuple(shown), misconceptions)


def different(spelled: Iterable[str]) -> tuple[str, ...]:
    """Return those that differ in more than capitals, in order."""
    found: dict[str, str] = {}
    for one in spelled:
        found.setdefault(one.casefold(), one)
    return tuple(found.values())
