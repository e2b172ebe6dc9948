"""XML as values: elements, documents, and the bank's HTML as elements; nothing is escaped by hand."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable

Element = ET.Element


def element(tag: str, *content: str | Element, **attributes: str) -> Element:
    """Return an element; texts among the content stand where they are given.

    >>> ET.tostring(element("p", "a < ", element("b", "c"), " d", lang="en")).decode()
    '<p lang="en">a &lt; <b>c</b> d</p>'
    """
    made = ET.Element(tag, attributes)
    for part in content:
        if isinstance(part, str):
            add_text(made, part)
        else:
            made.append(part)
    return made


def add_text(parent: Element, text: str) -> None:
    """Add a text behind what the element holds."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def added(parent: Element, parts: Iterable[Element]) -> Element:
    """Return the element with more children."""
    parent.extend(parts)
    return parent


def text_of(node: Element) -> str:
    """Return what an element holds, as XML without the element itself."""
    inner = ET.tostring(node, encoding="unicode", short_empty_elements=True)
    start, end = inner.find(">") + 1, inner.rfind("<")
    return inner[start:end] if end >= start else ""


def fragment(html: str) -> Element:
    """Return well-formed HTML below an element called ``div``."""
    return ET.fromstring(f"<div>{html}</div>")


def document(root: Element) -> bytes:
    """Return a document, its elements below each other."""
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
