"""Formulas in words, for names: what is heard of a radio button has to be the whole of its label.

Why: DECISIONS.md#formula-names.
"""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree as Tree

_MATH = re.compile(r"<math.*?</math>", re.DOTALL)
_DRAWN = re.compile(r'<span class="katex-html" aria-hidden="true">')
_TAG = re.compile(r"<(/?)(\w+)[^>]*?(/?)>")
_SIGNS = {
    "+": "plus", "-": "minus", "−": "minus", "±": "plus or minus", "=": "equals", "≠": "is not", "≈": "is about",
    "<": "is less than", ">": "is greater than", "≤": "is at most", "≥": "is at least", "≪": "is much less than",
    "≫": "is much greater than", "·": "times", "⋅": "times", "×": "times", "∘": "times", "/": "over", "→": "to",
    "⊙": "times, element by element,", "↦": "goes to", "∈": "in", "∂": "the derivative of", "∑": "the sum",
    "∏": "the product", "∞": "infinity", "′": "prime", "…": "and so on", "⋯": "and so on", "∣": "given", "|": "bar",
    "∥": "norm", "⊤": "transposed", "~": "tilde", "^": "hat", "¯": "bar", "ˉ": "bar",
}  # fmt: skip
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "Δ": "Delta", "ϵ": "epsilon", "ε": "epsilon", "η": "eta",
    "θ": "theta", "λ": "lambda", "μ": "mu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "ϕ": "phi",
    "ω": "omega", "Σ": "Sigma",
}  # fmt: skip
_SILENT = dict.fromkeys((0x2061, 0x2062, 0x2063, 0x2064, 0x200B), "")  # what XML writers put between, and nobody says
_POWERS = {
    "2": "squared",
    "3": "cubed",
    "transposed": "transposed",
    "prime": "prime",
    "minus 1": "to the power of minus 1",
}
_TALL = ("the sum", "the product")


def words(math: str) -> str:
    """Return a formula, as MathML, in words."""
    return " ".join(_said(Tree.fromstring(_plain(math))).split())


def text_of(html: str) -> str:
    """Return the text of a piece of a page, with its formulas in words."""
    said = _MATH.sub(lambda found: f" {words(found[0])} ", _without_drawings(html))
    text = " ".join(unescape(_TAG.sub("", said)).split())
    return re.sub(r"([(\[]) | (?=[,.;:?!)\]])", r"\1", text)


def _plain(math: str) -> str:
    return math.replace("&nbsp;", " ").replace("&ApplyFunction;", "")


def _without_drawings(html: str) -> str:
    """Leave out what KaTeX draws for the eye."""
    kept, place = [], 0
    for found in _DRAWN.finditer(html):
        if found.start() < place:
            continue
        kept.append(html[place : found.start()])
        place = _end(html, found.start())
    return "".join(kept) + html[place:]


def _end(html: str, start: int) -> int:
    """Return where the element that begins at `start` ends."""
    depth = 0
    for tag in _TAG.finditer(html, start):
        depth += -1 if tag[1] else 0 if tag[3] or tag[2] in ("svg", "path", "line", "img", "br") and not tag[1] else 1
        if tag[2] in ("svg", "path", "line") and tag[1]:
            depth += 1
        if depth == 0:
            return tag.end()
    return len(html)


def _said(element: Tree.Element) -> str:
    parts = list(element)
    name = element.tag.split("}")[-1]
    if name in ("mi", "mn", "mtext", "mo", "ms"):
        text = (element.text or "").translate(_SILENT).strip()
        return _SIGNS.get(text, _GREEK.get(text, text))
    if name in ("annotation", "mspace", "mphantom"):
        return ""
    if name == "msub":
        return f"{_said(parts[0])} sub {_said(parts[1])}"
    if name == "msup":
        return f"{_said(parts[0])} {_power(parts[1])}"
    if name == "msubsup":
        return f"{_said(parts[0])} sub {_said(parts[1])} {_power(parts[2])}"
    if name == "mfrac":
        above, below = (_said(part) for part in parts)
        return (
            f"{above} over {below}"
            if " " not in above + below
            else f"the fraction {above} over {below}, end of fraction"
        )
    if name == "msqrt":
        return f"the square root of {' '.join(map(_said, parts))}"
    if name in ("munderover", "munder", "mover"):
        return _stacked(name, [_said(part) for part in parts])
    if name == "mtr":
        return ", ".join(filter(None, map(_said, parts))) + ";"
    return " ".join(filter(None, map(_said, parts)))


def _power(element: Tree.Element) -> str:
    said = _said(element)
    if said in _POWERS:
        return _POWERS[said]
    return f"to the power of {said}" if re.fullmatch(r"[\w ]+", said) else f"with {said} above"


def _stacked(name: str, parts: list[str]) -> str:
    if parts[0] in _TALL:
        ends = parts[1:] if name == "munderover" else parts[1:2]
        return f"{parts[0]} from {' to '.join(ends)} of" if name != "mover" else f"{parts[0]} to {parts[1]} of"
    if name == "mover" and parts[1] in ("hat", "bar", "tilde"):
        return f"{parts[0]} {parts[1]}"
    return f"{parts[0]} {'over' if name == 'munder' else 'with'} {' and '.join(parts[1:])}"
