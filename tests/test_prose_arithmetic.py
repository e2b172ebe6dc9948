"""Sums in the prose and in the bank come out: what stands on both sides of an equals sign is computed and compared."""

import ast
import math
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = [*sorted((ROOT / "book").rglob("*.md")), *sorted((ROOT / "quizzes" / "bank").glob("*.yml"))]
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$]+?)\$", re.DOTALL)
SAID = [  # what LaTeX says, in Python's words, one after the other
    (r"\\(?:left|right|quad|qquad|,|;|!|bigl|bigr)|&|\\\n", " "),
    (r"(?<=\d)\{?,\}?(?=\d{3}(?!\d))", ""),
    (r"\\cdot|\\times", "*"),
    (r"\\[dt]?frac(\{[^{}]*\}|\d)(\{[^{}]*\}|\d)", r"((\1)/(\2))"),
    (r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)"),
    (r"\\tanh\s*\(", "tanh("),
    (r"\\sigma\s*\(", "sigma("),
    (r"\\(?:log|ln)\s*\(?(\d[\d.]*)\)?", r"log(\1)"),
    (r"(?<![a-z\\])e\^\{([^{}]*)\}", r"exp(\1)"),
    (r"(?<![a-z\\])e\^(\d+)", r"exp(\1)"),
    (r"\^\{([^{}]*)\}", r"**(\1)"),
    (r"\^(\d+)", r"**\1"),
    (r"\\?%", "*0.01"),
    (r"[{}]", ""),
    (r"(?<=[\d)])\s*\((?=[\d(-])", "*("),
]
KNOWN = {
    "tanh": math.tanh,
    "sigma": lambda z: 1 / (1 + math.exp(-z)),
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
}
PLAIN = re.compile(r"^[\d.+\-*/() ]*$")


def computed(side: str) -> float | None:
    """Return the value of a side of an equation that has numbers alone; None for any other."""
    for latex, python in SAID:
        side = re.sub(latex, python, side)
    side = side.strip().rstrip(".,;: ").strip()
    words = re.sub("|".join(KNOWN), "", side)
    if not side or not re.search(r"\d", side) or not PLAIN.match(words):
        return None
    try:
        ast.parse(side, mode="eval")
        return float(eval(side, {"__builtins__": {}}, KNOWN))
    except (SyntaxError, TypeError, ArithmeticError):
        return None


def last_place(side: str) -> float:
    """Return the unit of the last digit that is printed of a side, per cents included."""
    digits = [len(found) for found in re.findall(r"\d\.(\d+)", side)]
    return 10.0 ** -max(digits, default=0) * (0.01 if "%" in side else 1)


def equations(text: str) -> Iterator[tuple[str, float, float, float]]:
    """Yield each pair of neighbouring sides that can be computed, and how far they may lie apart."""
    for match in FORMULA.finditer(text):
        for line in re.split(r"\\\\|\n\n", match[1] or match[2]):
            sides = re.split(r"\\approx|(?<![<>!:])=", line)
            values = [computed(side) for side in sides]
            for k in range(len(sides) - 1):
                one, other = values[k], values[k + 1]
                if one is not None and other is not None:
                    yield f"{sides[k]} = {sides[k + 1]}", one, other, last_place(sides[k + 1])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_sides_of_an_equation_are_the_same_number(path):
    wrong = [
        f"{says}: {one:.6g} and {other:.6g}"
        for says, one, other, place in equations(path.read_text(encoding="utf-8"))
        if abs(one - other) > 0.75 * place  # a half, and what was rounded before
    ]
    assert wrong == []


def test_many_equations_can_be_computed():
    assert sum(len(list(equations(path.read_text(encoding="utf-8")))) for path in FILES) > 60


@pytest.mark.parametrize(
    ("formula", "holds"),
    [
        ("$0.95^{40} = 0.14$", False),
        (r"$\sigma(3)^{40} = 0.14$", True),
        (r"$25\,\%$ and $1 - 3.9 / 5.2 = 0.25$", True),
        ("$2 + 2 = 5$", False),
    ],
)
def test_a_sum_that_does_not_come_out_is_found(formula, holds):
    assert all(abs(one - other) <= 0.75 * place for _, one, other, place in equations(formula)) == holds
