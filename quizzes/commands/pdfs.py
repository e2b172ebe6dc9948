"""PDFs beside pages, by one Chromium; where there is none, or it fails, a sentence: the pages are there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quizzes.commands.command import tell
from quizzes.errors import UsageError

NO_CHROMIUM = (
    "no PDF was made: there is no Chromium (Debian and Ubuntu: apt install chromium; anywhere: playwright install "
    "chromium; or name one with CHROMIUM=PATH); print {pages} from any browser"
)
_MANY = 100  # pages, or so many students on one, from which on a line says that it takes minutes


def forget_pdfs(pages: Sequence[Path]) -> None:
    """Remove the PDFs of pages that are about to become others: they are of other questions."""
    for page in pages:
        page.with_suffix(".pdf").unlink(missing_ok=True)


def make_pdfs(pages: Sequence[Path], shown: str, *, sheets: int) -> None:
    """Make a PDF beside each page; a sentence says what was not made, and `shown` names the pages in it."""
    from quizzes.chromium import chromium, find_chromium
    from quizzes.targets import write_files

    program = find_chromium()
    if program is None:
        tell(f"note: {NO_CHROMIUM.format(pages=shown)}")
        return
    if sheets >= _MANY:
        tell(f"printing PDFs of {sheets} sheets; that takes minutes, and the pages are there already")
    made = 0
    try:
        with chromium(program) as browser:
            for page in pages:
                write_files({page.with_suffix(".pdf").name: browser.pdf(page)}, page.parent)
                made += 1
    except UsageError as error:
        tell(f"note: {made} of {len(pages)} PDFs were made: {error}; print {shown} from any browser")
