"""HTML of other programs as the bank's Markdown, with formulas between dollars (the module that knows markdownify)."""

from __future__ import annotations

import re

from markdownify import markdownify

_FORMULA = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]|\$\$(.*?)\$\$", re.DOTALL)
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_PLACE = re.compile("\ue000([0-9]+)\ue001")  # private letters, which no text holds
_ENTITY = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&nbsp;": " "}


def markdown(html: str) -> str:
    r"""Return Markdown; scripts and styles are left out, pictures are their alternative texts.

    >>> markdown(r"<p>Is \(a &lt; b\) <em>so</em>?</p>")
    'Is $a < b$ *so*?'
    """
    formulas: list[str] = []

    def keep(found: re.Match[str]) -> str:
        inline, formula = found[1] is not None, found[1] or found[2] or found[3] or ""
        for entity, sign in _ENTITY.items():
            formula = formula.replace(entity, sign)
        formulas.append(f"${formula.strip()}$" if inline else f"$${formula.strip()}$$")
        return f"\ue000{len(formulas) - 1}\ue001"

    text = markdownify(_FORMULA.sub(keep, _UNSEEN.sub("", html)), strip=["img"], heading_style="ATX")
    lines = (line.rstrip() for line in text.replace("$", r"\$").strip().splitlines())
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    return _PLACE.sub(lambda place: formulas[int(place[1])], text)
