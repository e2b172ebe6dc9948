"""One self-contained HTML page without script: what feedback, report and sheets share.

No script runs, nothing is fetched, no form is sent: whatever stands in a learner's answer. The templates are in
``templates/``; ``page.html.j2`` is the frame of all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from quizzes.templates import templates, text

FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Table:
    """A table: the first cell of a row names it; a cell is text, or HTML where it is Markup."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Collection[int] = ()  # columns whose cells stand on the right


def page(template: str, *folders: Path, **values: object) -> bytes:
    """Return a whole page from a template of ours, or of a folder that extends ours."""
    return templates(*folders, FOLDER).get_template(f"{template}.html.j2").render(values).encode("utf-8", "replace")


def link(address: str, name: str) -> Markup:
    """Return a link, or the name alone where there is no address that may be followed."""
    if not address.startswith(("https://", "http://", "file:///", "/", "#")):
        return text(name)
    return Markup('<a href="{}">{}</a>').format(text(address), text(name))
