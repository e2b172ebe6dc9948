"""The book is built with warnings as errors, and has every page of its contents; the browser's tests look at these."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.slow


def named(entry):
    """Yield the pages that a table of contents names."""
    if isinstance(entry, dict):
        for key, value in entry.items():
            if key in ("root", "file"):
                yield value
            else:
                yield from named(value)
    elif isinstance(entry, list):
        for each in entry:
            yield from named(each)


def test_every_page_of_the_contents_is_built(book_folder):
    pages = list(named(YAML(typ="safe").load((ROOT / "book" / "_toc.yml").read_text(encoding="utf-8"))))
    assert len(pages) > 10
    assert [page for page in pages if not (book_folder / f"{page}.html").is_file()] == []
