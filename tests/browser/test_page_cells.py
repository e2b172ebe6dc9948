"""Each page's cells run in the page's Python, with every assertion in them: a few pages a commit, or all (WHOLE=1)."""

import os

import pytest
from drawn import WHOLE, drawn  # noqa: E402
from page_cells import failures, with_cells
from python_page import folder_of, python_page

pytestmark = pytest.mark.browser
FEW = 1 / 16  # of the pages, rounded up, in an ordinary run
# Pages whose cells train for ten seconds and more: `make page-cells` has them.
LONG = {
    *(f"practice/{name}.html" for name in ("anomalies", "characters", "forecast", "keras", "practice", "trigger")),
    *("captions.html", "text/networks.html", "text/units.html"),
}


def chosen(folder):
    """Return the pages whose cells are run: all, those that PAGES names, or some."""
    pages = with_cells(folder)
    if named := os.environ.get("PAGES"):
        return [page for page in pages if page.removesuffix(".html") in named.split()]
    if WHOLE:
        return pages
    return drawn([page for page in sorted(pages) if page not in LONG], FEW, "cells in the page")


def test_cells_run_in_the_page_as_they_ran_when_the_book_was_built(site, browser, book_folder):
    pages = chosen(book_folder)
    assert len(with_cells(book_folder)) > 45 and pages
    with python_page(browser, site, "index.html") as page:
        page.set_default_timeout(0)
        failed = list(failures(page, folder_of(book_folder, site), pages))
    assert not failed, "\n".join(failed)
