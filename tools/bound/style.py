"""The style of a bound book."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent


def style(site: Path) -> str:
    """Return the style of a bound book: our own, and the colours of code."""
    light = re.compile(r'^html\[data-theme="light"\] (.*)$', re.MULTILINE)
    code = "\n".join(light.findall((site / "_static" / "pygments.css").read_text(encoding="utf-8")))
    return (HERE / "book.css").read_text(encoding="utf-8") + code + "\n"
