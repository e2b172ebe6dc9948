"""The book is built with warnings as errors, and has every page of its contents; the browser's tests look at these."""

import json
import re
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


def test_what_is_written_for_machines_is_called_by_the_books_name_and_leads_to_files(book_folder):
    title = YAML(typ="safe").load((ROOT / "_config.yml").read_text(encoding="utf-8"))["title"]
    manifest = json.loads((book_folder / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert (manifest["name"], manifest["short_name"]) == (title, title.split(",")[0])
    assert [icon["src"] for icon in manifest["icons"] if not (book_folder / icon["src"]).is_file()] == []
    assert f"# Project: {title}\n".encode() in (book_folder / "objects.inv").read_bytes()
    listed = (book_folder / "llms.txt").read_text(encoding="utf-8")
    assert listed.startswith(f"# {title}\n")
    sources = re.findall(r"\(https?://[^)]*?/(_sources/[^)]*)\)", listed)
    assert len(sources) > 60
    assert [source for source in sources if not (book_folder / source).is_file()] == []
