"""The elements that questions of Canvas's QTI 1.2 are put together from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from quizzes.targets.xml import Element, element, fragment, text_of


def material(text: str) -> Element:
    """Return HTML as Canvas reads it: a text that holds HTML."""
    return element("material", element("mattext", text, texttype="text/html"))


def plain_material(text: str) -> Element:
    """Return a text without markup."""
    return element("material", element("mattext", text))


def comment(html: str) -> str:
    r"""Return HTML that Canvas keeps as HTML.

    One run of text it would keep as a text, and show its entities as they are written: ``\(a &lt; b\)``. An
    attribute, here the language, makes it keep the element.

    >>> comment("<p>a &lt; b</p>"), comment("<p>a</p>"), comment("<p>a &lt; <em>b</em></p>")
    ('<p lang="en">a &lt; b</p>', '<p>a</p>', '<p>a &lt; <em>b</em></p>')
    """
    root = fragment(html)
    if len(root) == 1 and not len(root[0]) and set(root[0].text or "") & set("<>&"):
        root[0].set("lang", "en")
        return text_of(root)
    return html


def menu(
    field: str,
    rows: Iterable[tuple[str, str]],
    lead: Element | None = None,
    *,
    make: Callable[[str], Element] = material,
    several: bool = False,
) -> Element:
    """Return a field with its labels: id and text; `lead` stands before them, `make` makes one of a label's text."""
    labels = (element("response_label", make(text), ident=name) for name, text in rows)
    before = () if lead is None else (lead,)
    many = "Multiple" if several else "Single"
    return element("response_lid", *before, element("render_choice", *labels), ident=field, rcardinality=many)


def equal(field: str, value: str) -> Element:
    """Return the condition that a field has a value."""
    return element("varequal", value, respident=field)
