"""Give each decision in DECISIONS.md an anchor and a date, and write the list of contents (`make decisions`).

A line that begins with two asterisks opens a decision; the line above it holds its anchor and the day of its first
version, and is added where it is missing. The page is merged by union: what a merge can leave behind is told.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from datetime import date
from itertools import count
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).resolve().parent.parent / "DECISIONS.md"
FIRST, LAST = "<!-- contents, by make decisions -->", "<!-- end of contents -->"
MARK = re.compile(r'<a id="([a-z0-9]+(?:-[a-z0-9]+)*)"></a>(?:\*(\d{4}-\d\d-\d\d)\*)?')
TITLE = re.compile(r"\*\*(.+?)\*\*")
FILLERS = re.compile(r"(a|an|and|are|as|at|be|by|for|from|has|in|is|it|its|of|on|one|or|that|the|to|what|with)")


class Decision(NamedTuple):
    """A decision as the contents name it."""

    section: str
    title: str
    anchor: str
    date: str


def slug(title: str, taken: set[str]) -> str:
    """Return an anchor of the title's first words that no other decision has."""
    words = re.findall(r"[a-z0-9]+", title.lower().replace("'", ""))
    name = "-".join([word for word in words if not FILLERS.fullmatch(word)][:4] or words)
    return name if name not in taken else next(s for n in count(2) if (s := f"{name}-{n}") not in taken)


def heading_anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def without_contents(text: str) -> str:
    """Return the text without its list of contents, and without what a merge left of one."""
    return re.sub(rf"{FIRST}\n.*{LAST}\n\n?", "", text, flags=re.DOTALL)


def with_marks(text: str, today: date) -> str:
    """Return the text with an empty line and a mark above each decision."""
    taken = {mark[1] for mark in MARK.finditer(text)}
    lines: list[str] = []
    for line in text.splitlines():
        if title := TITLE.match(line):
            mark = MARK.fullmatch(lines.pop()) if lines and MARK.fullmatch(lines[-1]) else None
            anchor = mark[1] if mark else slug(title[1], taken)
            taken.add(anchor)
            lines += [""] if lines and lines[-1] else []
            lines.append(f'<a id="{anchor}"></a>*{mark and mark[2] or today.isoformat()}*')
        lines.append(line)
    return "\n".join(lines) + "\n"


def decisions(text: str) -> list[Decision]:
    """Return the decisions in their order; one without a mark has no anchor and no date."""
    section, above, rows = "", "", []
    for line in without_contents(text).splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        elif title := TITLE.match(line):
            mark = MARK.fullmatch(above)
            rows.append(Decision(section, title[1].rstrip(".:"), *(mark.groups("") if mark else ("", ""))))
        above = line
    return rows


def contents(rows: list[Decision]) -> str:
    """Return the list of contents: an entry a section, and in it a link a decision."""
    parts = []
    for section in dict.fromkeys(row.section for row in rows):
        links = [f"[{row.title}](#{row.anchor})" for row in rows if row.section == section]
        parts.append(f"- **[{section}](#{heading_anchor(section)})**:\n  " + " ·\n  ".join(links) + "\n")
    return f"{FIRST}\n{''.join(parts)}{LAST}\n\n"


def renewed(text: str, today: date) -> str:
    """Return the page with all anchors, dates and contents; a page that has them stays as it is."""
    text = with_marks(without_contents(text), today)
    top, heading, rest = text.partition("\n## ")
    return f"{top}\n{contents(decisions(text))}{heading[1:]}{rest}"


def faults(text: str) -> list[str]:
    """Return what only a person can mend, a sentence each."""
    text = without_contents(text)
    rows = decisions(text)
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n|(?<=\*)\n(?=\*\*)", text) if p.strip()]
    names = [*(row.anchor for row in rows if row.anchor), *map(heading_anchor, {row.section for row in rows})]
    loose = re.findall(rf"^{MARK.pattern}\n(?!\*\*)", text + "\n", re.MULTILINE)
    return [
        *(f"expected one anchor {name}, got {n}" for name, n in Counter(names).items() if n > 1),
        *(f"expected one decision {title!r}, got {n}" for title, n in Counter(r.title for r in rows).items() if n > 1),
        *(f"expected one paragraph, got {n}: {p[:60]}" for p, n in Counter(paragraphs).items() if n > 1),
        *(f"expected a decision in bold below the anchor {name}, got another line" for name, _ in loose),
    ]


def main() -> int:
    """Renew the page, and say what is left to mend."""
    text = renewed(PAGE.read_text(encoding="utf-8"), date.today())
    PAGE.write_text(text, encoding="utf-8")
    left = faults(text)
    sys.stderr.writelines(f"DECISIONS.md: {fault}\n" for fault in left)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
