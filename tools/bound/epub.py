"""An EPUB 3 of the plain pages: one file a page, the answers in one at the end, nothing from another host."""

from __future__ import annotations

import re
import uuid
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

from bound.pages import ANSWERS, Page, link

HERE = Path(__file__).parent
FIXED = (1980, 1, 1, 0, 0, 0)  # the same book gives the same bytes
MEDIA = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".svg": "image/svg+xml",
         ".webp": "image/webp"}  # fmt: skip
CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
 lang="{language}" xml:lang="{language}">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="book.css"/></head>
<body>
{body}
</body>
</html>
"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{identity}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:language>{language}</dc:language>
<dc:creator>{author}</dc:creator>
<dc:rights>{rights}</dc:rights>
<meta property="dcterms:modified">{modified}</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">MathML</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Formulas are MathML, figures have alternative texts,
answers are linked from their questions.</meta>
</metadata>
<manifest>
{manifest}
</manifest>
<spine>
{spine}
</spine>
</package>
"""


@dataclass(frozen=True)
class Imprint:
    """What a book says of itself."""

    title: str
    author: str
    rights: str
    language: str = "en"
    modified: str = "2000-01-01T00:00:00Z"


def epub(pages: Sequence[Page], imprint: Imprint, style: str) -> bytes:
    """Return the EPUB of the pages."""
    documents = {f"{page.file}.xhtml": (page.title, _body(page, pages)) for page in pages}
    told = [page for page in pages if page.answers]
    if told:
        documents[f"{ANSWERS}.xhtml"] = ("Answers", f"<h1>Answers</h1>\n{answers(pages, '{file}.xhtml')}")
    files = {
        name: DOCUMENT.format(title=escape(title), body=body, language=imprint.language).encode()
        for name, (title, body) in documents.items()
    }
    images = {f"images/{name}": content for page in pages for name, content in page.images.items()}
    listed = contents(pages, "{file}.xhtml")
    nav = f'<nav epub:type="toc" id="toc"><h1>Contents</h1>\n{listed}</nav>'
    files["contents.xhtml"] = DOCUMENT.format(title="Contents", body=nav, language=imprint.language).encode()
    files["book.css"] = style.encode()
    files |= images
    files["package.opf"] = _package(list(documents), files, imprint).encode()
    return _zipped(files)


def _body(page: Page, pages: Sequence[Page]) -> str:
    return f'<section id="{page.top}">\n{link(page.body, pages, "{file}.xhtml")}\n</section>'


def answers(pages: Sequence[Page], at: str) -> str:
    """Return the answers of all pages, each page's below its title."""
    return "\n".join(
        f'<section class="answers"><h2>{escape(page.title)}</h2>\n{link(page.answers, pages, at)}</section>'
        for page in pages
        if page.answers
    )


def contents(pages: Sequence[Page], at: str, number: dict[str, int] | None = None) -> str:
    """Return the list of contents, with the number of each one's page where those are known."""
    lines, depth = [], 0
    entries = [(page.level, page.title, f"{at.format(file=page.file)}#{page.top}", page.file) for page in pages]
    if any(page.answers for page in pages):
        entries.append((1, "Answers", at.format(file=ANSWERS) + ("" if "{" in at else "#answers--top"), ANSWERS))
    for level, title, address, file in entries:
        level = min(level, depth + 1)
        if level > depth:
            lines.append("<ol>")
        else:
            lines.append("</li>" + "</ol></li>" * (depth - level))
        depth = level
        shown = f' <span class="page-number">{number[file]}</span>' if number and file in number else ""
        lines.append(f'<li><a href="{address}">{escape(title)}{shown}</a>')
    return "\n".join(lines) + "</li></ol>" * depth


def _package(spine: list[str], files: dict[str, bytes], imprint: Imprint) -> str:
    manifest = []
    for name, content in files.items():
        properties = ""
        if name.endswith(".xhtml"):
            media = "application/xhtml+xml"
            found = {"nav": name == "contents.xhtml", "mathml": b"<math" in content, "svg": b"<svg" in content}
            properties = " ".join(each for each, there in found.items() if there)
        else:
            media = MEDIA.get(Path(name).suffix, "text/css")
        more = f' properties="{properties}"' if properties else ""
        manifest.append(f'<item id="{_identity(name)}" href="{escape(name)}" media-type="{media}"{more}/>')
    refs = [f'<itemref idref="{_identity(name)}"/>' for name in ("contents.xhtml", *spine)]
    identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{imprint.title} {imprint.modified}")
    told = {name: escape(value) for name, value in vars(imprint).items()}
    return PACKAGE.format(identity=identity, manifest="\n".join(manifest), spine="\n".join(refs), **told)


def _identity(name: str) -> str:
    return "f-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)


def _zipped(files: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        # Readers know the kind of file by its first bytes: this one stands first, and is not compressed.
        archive.writestr(zipfile.ZipInfo("mimetype", FIXED), b"application/epub+zip")
        inside = {"META-INF/container.xml": CONTAINER.encode()} | {f"book/{name}": each for name, each in files.items()}
        for name, content in inside.items():
            info = zipfile.ZipInfo(name, FIXED)
            info.external_attr = 0o644 << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
