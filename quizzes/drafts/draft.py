"""A draft chapter: entries in the bank's form, each marked as without proof, and what could not be taken over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from quizzes.source import yaml_text

OBJECTIVE = "imported"
TODO = "To be written: why."
MARK = "without proof: name a 'proof' or 'sources', the objective, the paragraph, and a misconception for each mistake"
_NO_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Answer:
    """An answer of a question that is read: its text, whether it is right, what is said of it."""

    text: str  # Markdown
    right: bool
    why: str = ""
    tolerance: float = 0.0  # of a number


@dataclass(frozen=True)
class Draft:
    """A question as it was read, before it is an entry of the bank."""

    name: str
    prompt: str  # Markdown
    fields: dict[str, object]  # kind and key
    explain: str = ""
    hints: tuple[str, ...] = ()
    points: int = 1


@dataclass(frozen=True)
class Skipped:
    """A question that the bank has no kind for, or that could not be read."""

    name: str
    why: str


def chapter_text(chapter: str, drafts: Iterable[Draft]) -> str:
    """Return the bank's file of a draft chapter."""
    taken: set[str] = set()
    entries = [entry(chapter, draft, taken) for draft in drafts]
    objectives = {OBJECTIVE: "Taken over from another program; say what the learner is able to do."}
    data = {"chapter": chapter, "objectives": objectives, "items": entries}
    return yaml_text(data, {("items", place): MARK for place in range(len(entries))})


def entry(chapter: str, draft: Draft, taken: set[str]) -> dict[str, object]:
    """Return one entry; its id begins with the chapter and is like no other."""
    words = slug(draft.name).removeprefix(f"{chapter}-") or "question"
    name = next(each for n in count(1) if (each := f"{chapter}-{words}" + (f"-{n}" if n > 1 else "")) not in taken)
    taken.add(name)
    return {
        "id": name, "kind": draft.fields["kind"], "cards": [], "objective": OBJECTIVE, "prompt": draft.prompt or TODO,
        **({"hints": list(draft.hints)} if draft.hints else {}),
        **{field: value for field, value in draft.fields.items() if field != "kind"},
        "explain": draft.explain or TODO, "see": chapter, **({"points": draft.points} if draft.points > 1 else {}),
    }  # fmt: skip


def slug(text: str) -> str:
    """Return words as an id: small letters, digits and hyphens, a letter first."""
    words = _NO_ID.sub("-", text.lower()).strip("-")[:50].strip("-")
    return words if not words or words[0].isalpha() else f"q-{words}"


def choice(answers: Sequence[Answer], several: bool) -> dict[str, object]:
    """Return the fields of a question with options."""
    options = [
        {"id": f"option-{place}", "text": a.text or "(empty)", "right": a.right, "why": a.why or TODO}
        for place, a in enumerate(answers, 1)
    ]
    return {"kind": "choices" if several else "choice", "options": options}


def number(answers: Sequence[Answer], unit: str = "") -> dict[str, object]:
    """Return the fields of a number: the first right answer is the key, the wrong ones are its mistakes."""
    key = next(answer for answer in answers if answer.right)
    fields: dict[str, object] = {"kind": "number", "answer": float(key.text)}
    fields["tolerance"] = key.tolerance or max(abs(float(key.text)), 1) * 1e-6
    wrong = [a for a in answers if not a.right and a.text not in ("", "*")]
    mistakes = [
        {"id": f"mistake-{n}", "value": float(a.text), "why": a.why or TODO, "misconception": "TO_BE_NAMED"}
        for n, a in enumerate(wrong, 1)
    ]
    return {**fields, **({"unit": unit} if unit else {}), **({"mistakes": mistakes} if mistakes else {})}


def text(answers: Sequence[Answer]) -> dict[str, object]:
    """Return the fields of a written answer; wrong ones that say the same are one mistake."""
    wrong: dict[str, list[str]] = {}
    for answer in answers:
        if not answer.right and answer.text != "*":
            wrong.setdefault(answer.why or TODO, []).append(answer.text)
    mistakes = [
        {"id": f"mistake-{n}", "accept": spelled, "why": why, "misconception": "TO_BE_NAMED"}
        for n, (why, spelled) in enumerate(wrong.items(), 1)
    ]
    accept = list(dict.fromkeys(answer.text for answer in answers if answer.right))
    return {"kind": "text", "accept": accept, **({"mistakes": mistakes} if mistakes else {})}


def matching(pairs: Sequence[tuple[str, str]], others: Sequence[str] = ()) -> dict[str, object]:
    """Return the fields of a matching: pairs of left and right, and what is on the right and matches nothing."""
    right = {text: f"right-{n}" for n, text in enumerate(dict.fromkeys([*(r for _, r in pairs), *others]), 1)}
    left = [
        {"id": f"left-{n}", "text": text, "match": right[other], "why": TODO}
        for n, (text, other) in enumerate(pairs, 1)
    ]
    return {"kind": "match", "left": left, "right": [{"id": name, "text": text} for text, name in right.items()]}


def order(steps: Sequence[str]) -> dict[str, object]:
    """Return the fields of steps in their right order."""
    return {"kind": "order", "steps": [{"id": f"step-{n}", "text": s, "why": TODO} for n, s in enumerate(steps, 1)]}


def blank(name: str, accept: Sequence[str], options: Sequence[str], why: str = "") -> dict[str, object]:
    """Return one blank of a text with blanks."""
    menu = {"options": list(options)} if options else {}
    return {"id": name, "accept": list(dict.fromkeys(accept)), **menu, "why": why or TODO}
