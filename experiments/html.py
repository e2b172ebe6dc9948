"""A small table for a page: HTML where a notebook shows it, lines of text elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Table:
    """Rows under a head; the first entry of a row is its own head."""

    head: Sequence[str]
    rows: Sequence[Sequence[object]]

    def _repr_html_(self) -> str:
        """Return the table as a notebook shows it."""
        head = "".join(f'<th scope="col">{escape(str(each))}</th>' for each in self.head)
        rows = ""
        for first, *rest in self.rows:
            cells = "".join(f"<td>{escape(str(each))}</td>" for each in rest)
            rows += f'<tr><th scope="row">{escape(str(first))}</th>{cells}</tr>'
        return f'<table class="table dataframe"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'

    def __repr__(self) -> str:
        """Return the table as lines of text."""
        lines = [[str(each) for each in line] for line in (self.head, *self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join(
            "  ".join(each.ljust(width) for each, width in zip(line, widths, strict=True)) for line in lines
        )
