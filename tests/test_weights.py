"""What a page costs its reader: bytes of the first view, elements, lines of code that are seen at once."""

import re

import pytest

from benchmarks.sections import measure, sections

KILOBYTES, ELEMENTS, LINES = 400, 6000, 30
# Not read through but looked up in: all of lstm_lib, all flashcards, the index of the search.
LOOKED_UP = {"api", "flashcards", "flashcards-hold", "search"}


def test_every_section_is_light(book_folder):
    found = [each for each in sections(book_folder) if each.name not in LOOKED_UP]
    assert len(found) > 80
    heavy = [f"{each.name}: {each.bytes / 1000:.0f} kB" for each in found if each.bytes > KILOBYTES * 1000]
    assert not heavy, f"expected less than {KILOBYTES} kB on first view, got more; python -m benchmarks.sections"
    large = [f"{each.name}: {each.elements}" for each in found if each.elements >= ELEMENTS]
    assert not large, f"expected fewer than {ELEMENTS} elements"


def test_no_cell_that_is_seen_is_longer_than_a_screen(book_folder):
    long = [f"{each.name}: {each.longest} lines" for each in sections(book_folder) if each.longest > LINES]
    assert not long, f"expected at most {LINES} lines; fold what is not the idea"


def test_style_sheet_defines_what_pages_and_scripts_ask_for(book_folder):
    """Variables are thrown out with the rules; one that a figure or a page uses has to stay."""
    static = book_folder / "_static"
    (sheet,) = static.glob("site-*.css")
    css = sheet.read_text(encoding="utf-8")
    source = "".join(path.read_text(encoding="utf-8") for path in static.glob("styles/*.css"))
    known, kept = (set(re.findall(r"(--[\w-]+)\s*:", text)) for text in (source, css))
    files = [*book_folder.rglob("*.html"), *static.glob("*-*/*.css"), *static.glob("*-*/*.js"), *static.glob("*.js")]
    asked = {name for file in files for name in re.findall(r"var\((--[\w-]+)", file.read_text(encoding="utf-8"))}
    assert len(asked & kept) > 5
    assert not (asked & known) - kept
    assert "data:font/woff;base64," in css, "the icons are in the sheet, their whole font is not asked for"


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("<p>two words</p></p><p>and three more</p>", {"words": 5}),
        ('<section class="quiz" data-kind="number"><p>not read</p></section>', {"words": 0, "questions": 1}),
        ('<div class="cell_input"><pre>a\nb\n</pre></div>', {"words": 0, "cells": 1, "longest": 2}),
        ('<details><div class="cell_input"><pre>a\nb\n</pre></div></details>', {"cells": 0, "longest": 0}),
    ],
)
def test_page_is_measured(tmp_path, article, expected):
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "a.js").write_text('import{b}from"./b.js";', encoding="utf-8")
    (tmp_path / "_static" / "b.js").write_text("12345", encoding="utf-8")
    page = tmp_path / "page.html"
    page.write_text(f'<script src="_static/a.js?v=1"></script><article>{article}</article>', encoding="utf-8")
    found = measure(page, tmp_path)
    assert {name: getattr(found, name) for name in expected} == expected
    assert found.bytes == len(page.read_bytes()) + len('import{b}from"./b.js";') + 5
