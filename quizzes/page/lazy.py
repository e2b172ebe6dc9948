"""The variants of questions in files of their own, loaded when a reader asks for another one: pages stay light.

Why: DECISIONS.md#variant-files.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from sphinx.application import Sphinx

FOLDER = "quiz-variants"  # below _static
_SECTION = re.compile(r'<section class="quiz" id="([^"]+)"(?:(?!<section).)*?</section>', re.DOTALL)
_TEMPLATE = re.compile(r'\n?<template class="quiz-variant".*?</template>\n?', re.DOTALL)
_DATA = re.compile(r'<script type="application/json" class="quiz-data">(.*?)</script>')
_AT = re.compile(r'data-variants-at="([^"]+)"')


def move_variants(app: Sphinx, exception: Exception | None) -> None:
    """Take the templates out of the written pages; a question keeps their hashes and where they are."""
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    folder = out / "_static" / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    used: set[str] = set()
    for page in sorted(out.rglob("*.html")):
        if page.parent == folder:
            continue
        text = page.read_text(encoding="utf-8")
        lighter = _SECTION.sub(lambda found: _without_variants(found, folder), text)
        if lighter != text:
            page.write_text(lighter, encoding="utf-8")
        used.update(_AT.findall(lighter))
    for old in folder.glob("*.html"):
        if f"_static/{FOLDER}/{old.name}" not in used:
            old.unlink()


def _without_variants(found: re.Match[str], folder: Path) -> str:
    section, item_id = found[0], found[1]
    templates = "".join(_TEMPLATE.findall(section))
    if not templates:
        return section
    name = f"{item_id}-{hashlib.sha256(templates.encode()).hexdigest()[:8]}.html"
    (folder / name).write_text(templates.strip() + "\n", encoding="utf-8")
    hashes = " ".join(json.loads(data)["hash"] for data in _DATA.findall(templates))
    kept = _TEMPLATE.sub("", section)
    told = f'id="{item_id}" data-variants="{hashes}" data-variants-at="_static/{FOLDER}/{name}"'
    return kept.replace(f'id="{item_id}"', told, 1)
