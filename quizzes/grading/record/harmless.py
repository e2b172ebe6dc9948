"""A learner's text and outputs as they may be shown: nothing in them runs, and nothing is fetched or sent.

What is written to ``autograded/`` goes through here, so that any Jupyter may open it. Code stays as it is: every
page escapes it. HTML is cleaned by an allow-list. In Markdown, which each program reads a little differently, signs
that could begin a tag, an image or a link of another kind are parted by a blank, so that all of them see text.

Why: DECISIONS.md#harmless-text.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Mapping, MutableMapping
from typing import Any

import nh3

from quizzes.grading.cells import is_learners, notes_of
from quizzes.plain_text import whole_letters

_TAGS = frozenset(
    """
    a abbr b blockquote br caption code col colgroup dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li
    mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var
    """.split()  # noqa: SIM905
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "table": {"border", "class"},
    "td": {"align", "colspan", "rowspan", "class"},
    "th": {"align", "colspan", "rowspan", "class"},
    "div": {"class"}, "span": {"class"}, "pre": {"class"}, "code": {"class"},
}  # fmt: skip
_GONE = frozenset(
    "script style iframe object embed svg math template noscript textarea title select".split()  # noqa: SIM905
)
_RASTERS = ("image/png", "image/jpeg", "image/gif")
_DATA = re.compile(r"data:image/(?:png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]*")
_BESIDE = re.compile(r"(?!.*\.\.)[\w-][\w./ -]*\.(?:png|jpe?g|gif|svg)", re.IGNORECASE)  # a file beside the notebook
_WEB = r"https?://(?!localhost\b|[\d.])[\w.-]+(?::\d+)?(?=[/?#\s)]|$)"  # not this machine: a click there may act
_LINK = re.compile(rf"{_WEB}\S*|mailto:\S*|#[\w%.:-]*", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,4}")
_CLASS = re.compile(r"dataframe|highlight|[a-z]{1,2}[0-9]?")  # tables of pandas, colours of code

_TAG_START = re.compile(r"<(?=[A-Za-z/!?])(?!/?(?:b|i|u|s|em|strong|sub|sup|br|kbd|code|del|ins|mark) ?/?>)")
_IMAGE_START = re.compile(
    r"!(?=\[)(?!\[[^\[\]\n]*\]\((?:attachment:[\w.%-]+|data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=]+)\))"
)
_LINK_START = re.compile(
    rf"\](?=\()(?!\((?:{_WEB}|mailto:|#|attachment:[\w.%-]+\)|data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=]+\)))",
    re.IGNORECASE,
)
_DEFINITION = re.compile(rf"\](?=:)(?!:[ \t]*(?:{_WEB}|mailto:|#))", re.IGNORECASE)

_SHOWN_BYTES = 4 * 2**20  # of one figure, or of HTML
_MARKS = 10_000  # tags in one piece of HTML, and in all outputs of a notebook: cleaning takes time by their square
_ATTACHED = re.compile(r"!(?=\[[^\[\]\n]*\]\(attachment:([^)]*)\))")
_NAME = re.compile(r"[A-Za-z0-9_.-]+")  # of an attachment, as it can be found again
_MATHS = 300  # environments and brackets of formulas: what looks for the end of each takes time by the square
_MATHS_START = re.compile(r"(\\)(begin\{)|(\\\\)([\[(])")
_LONE = re.compile(r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")
LEFT_OUT = "(an output that is not shown here)"


def harmless_html(value: str) -> str:
    """Return HTML of which only text, tables, links that a person may follow and figures without a host are left.

    >>> harmless_html('<b onclick="x()">bold</b><script>x()</script><a href="javascript:x()">a</a>')
    '<b>bold</b><a rel="noopener noreferrer nofollow">a</a>'
    """
    if value.count("<") > _MARKS or len(value) > _SHOWN_BYTES:
        return f"<p>{LEFT_OUT}</p>"
    return nh3.clean(
        _LONE.sub("&amp;", whole_letters(value)),
        tags=set(_TAGS),
        clean_content_tags=set(_GONE),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if _DATA.fullmatch(value) or _BESIDE.fullmatch(value) else None
    if name == "href":
        return value if _LINK.fullmatch(value) else None
    if name in ("width", "height", "colspan", "rowspan", "start", "border"):
        return value if _NUMBER.fullmatch(value) else None
    if name == "class":
        return value if _CLASS.fullmatch(value) else None
    if name == "align":
        return value if value in ("left", "right", "center") else None
    return value


def harmless_markdown(value: str, attached: Collection[str] = ()) -> str:
    """Return Markdown in which no program finds a tag with attributes, an image of another host or a link that runs.

    Parameters
    ----------
    value : str
        The text.
    attached : Collection[str]
        Names of its attachments; nbconvert ends where it finds none.

    >>> harmless_markdown("a <b>bold</b> [link](https://x.org), $h<c$ and <img src=x onerror=y()>")
    'a <b>bold</b> [link](https://x.org), $h< c$ and < img src=x onerror=y()>'
    >>> harmless_markdown("[x](javascript:y()) ![x](https://x.org/p.png)")
    '[x] (javascript:y()) ! [x](https://x.org/p.png)'
    """
    value = _TAG_START.sub("< ", value)
    value = _IMAGE_START.sub("! ", value)
    value = _ATTACHED.sub(lambda found: "!" if _NAME.fullmatch(found[1]) and found[1] in attached else "! ", value)
    if sum(map(value.count, (r"\begin{", r"\\[", r"\\("))) > _MATHS:
        value = _MATHS_START.sub(r"\1\3 \2\4", value)
    value = _LINK_START.sub("] ", value)
    return _DEFINITION.sub("] ", value)


def make_harmless(notebook: MutableMapping[str, Any], *, answers_only: bool = True) -> None:
    """Make a graded notebook's texts, outputs and notes harmless, in place; code stays as it is.

    Parameters
    ----------
    notebook : MutableMapping
        JSON values; its locked cells come from the master.
    answers_only : bool
        Only Markdown that learners fill is changed: the rest is the instructor's.
    """
    notebook.get("metadata", {}).pop("widgets", None)
    marks = _MARKS
    for cell in notebook.get("cells", []):
        notes = notes_of(cell)
        own = not answers_only or bool(notes.get("solution")) or is_learners(cell)
        attached = cell.get("attachments")
        if own and isinstance(attached, Mapping):
            attached = {name: kept for name, data in attached.items() if (kept := _rasters(data))}
            cell["attachments"] = attached
        if cell.get("cell_type") != "code" and own:
            source = cell.get("source", "")
            source = source if isinstance(source, str) else "".join(source)
            cell["source"] = harmless_markdown(source, attached if isinstance(attached, Mapping) else ())
        if cell.get("cell_type") == "code":
            cell["execution_count"] = _count(cell.get("execution_count"))
            for output in cell.get("outputs", []):
                marks -= _make_output_harmless(output, marks)


def _rasters(data: object) -> dict[str, str]:
    if not isinstance(data, Mapping):
        return {}
    return {kind: text for kind in _RASTERS if (text := _base64(data.get(kind)))}


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _make_output_harmless(output: MutableMapping[str, Any], marks: int) -> int:
    """Keep of an output what is text, and figures as pictures; of its notes the figures' sizes.

    At most `marks` tags are cleaned; their number is returned.
    """
    if "execution_count" in output:
        output["execution_count"] = _count(output["execution_count"])
    if "data" not in output:
        return 0  # text of a stream or an error: every page escapes it
    data = output["data"] if isinstance(output["data"], Mapping) else {}
    used = _text(data.get("text/html")).count("<")
    if used > marks:
        data, used = {kind: value for kind, value in data.items() if kind != "text/html"}, 0
    output["data"] = _shown(data) or {"text/plain": LEFT_OUT}
    if "metadata" in output:
        notes = output["metadata"] if isinstance(output["metadata"], Mapping) else {}
        output["metadata"] = {kind: size for kind in output["data"] if (size := _size(notes.get(kind)))}
    return used


def _size(notes: object) -> dict[str, int]:
    if not isinstance(notes, Mapping):
        return {}
    return {
        name: round(value)
        for name in ("width", "height")
        if isinstance(value := notes.get(name), int | float) and not isinstance(value, bool) and 0 < value < 10_000
    }


def _shown(data: Mapping[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = dict(_rasters(data))
    html = _text(data.get("text/html"))
    if not html and (svg := _text(data.get("image/svg+xml"))):
        drawn = base64.b64encode(svg.encode("utf-8", "replace")).decode()
        html = f'<img alt="figure" src="data:image/svg+xml;base64,{drawn}">' if len(drawn) < _SHOWN_BYTES else ""
    if html:
        shown["text/html"] = harmless_html(html)
    if markdown := _text(data.get("text/markdown")):
        shown["text/markdown"] = harmless_markdown(markdown)
    for kind in ("text/latex", "text/plain"):
        if text := _text(data.get(kind)):
            shown[kind] = text
    return shown


def _text(value: object) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _base64(value: object) -> str:
    text = _text(value)
    try:
        base64.b64decode(text.replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return text
