"""KaTeX's drawings with the elements that show: what no rule looks at is unwrapped, one index needs no table.

Why: DECISIONS.md#light-formulas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from spans import CLOSE, end_of_span

STYLE = "formulas.css"
_DRAWN = '<span class="katex-html" aria-hidden="true">'
_TOKEN = re.compile(r"<(/?)([a-zA-Z]+)([^>]*?)(/?)>|([^<]+)")
_CLASSES = re.compile(r'\sclass="([^"]*)"')
_INLINE = re.compile(r'\sstyle="([^"]*)"')
# What KaTeX's style lays out by its place below another element stays where it is.
_FLEX = frozenset({"vbox", "hbox", "thinbox"})
# The sizes of KaTeX's sizing classes, size1 to size11.
_SIZES = (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.44, 1.728, 2.074, 2.488)
_SIZING = re.compile(r"sizing reset-size(\d+) size(\d+)")
# Styles that stand a hundred times on a page, and the class that says them.
NAMED = {
    "margin-right:0.1667em;": "y1",
    "margin-right:0.2222em;": "y2",
    "margin-right:0.2778em;": "y3",
    "margin-right:0.03588em;": "y4",
    "margin-right:0.10764em;": "y5",
    "margin-right:0.13889em;": "y6",
    "top:0.2143em;margin-right:0.0714em;": "yd",
    "top:-0.5186em;margin-right:0.0714em;": "yu",
    "height:0.4306em;": "z1",
    "height:0.6444em;": "z2",
    "height:0.5806em;vertical-align:-0.15em;": "z3",
    "height:0.8444em;vertical-align:-0.15em;": "z4",
    "height:0.8889em;vertical-align:-0.1944em;": "z5",
    "height:1em;vertical-align:-0.25em;": "z6",
    "height:0.7278em;vertical-align:-0.0833em;": "z7",
    "height:0.6833em;": "z8",
    "height:0.6944em;": "z9",
    "height:2.7em;": "z0",
    "height:3em;": "za",
    "height:0.625em;vertical-align:-0.1944em;": "zb",
    "height:0.9028em;vertical-align:-0.2083em;": "zc",
    "height:0.8333em;vertical-align:-0.15em;": "zd",
    "height:0.6389em;vertical-align:-0.2083em;": "ze",
    "height:0.8095em;vertical-align:-0.15em;": "zf",
    "margin-right:0.08125em;": "y7",
    "margin-right:0.04398em;": "y8",
    "margin-right:0.10903em;": "y9",
    "margin-right:0.03148em;": "ya",
    "margin-right:0.02778em;": "yb",
    "top:0.2143em;margin-left:-0.1984em;margin-right:0.0714em;": "ye",
    "top:0.2143em;margin-left:-0.0513em;margin-right:0.0714em;": "yf",
    "top:0.2143em;margin-left:-0.0629em;margin-right:0.0714em;": "yg",
    "top:0.2143em;margin-left:-0.1537em;margin-right:0.0714em;": "yh",
}

Rules = tuple[frozenset[str], frozenset[str], frozenset[str]]


@dataclass
class Node:
    """An element of a drawing; texts among its children are strings."""

    tag: str
    rest: str = ""  # attributes but class and style, as they were written
    classes: list[str] = field(default_factory=list)
    style: str = ""
    children: list[Node | str] = field(default_factory=list)


def style_sheet() -> str:
    """Return the rules of the classes that stand in the place of styles and tables."""
    # The theme makes a box of each formula of a line. As part of the line it breaks where formula_ends.py lets it. One
    # that stands by itself breaks between its parts, which KaTeX forbids.
    rules = ["span.math{display:inline;white-space:nowrap}", ".katex .yw{font-size:0}"]
    rules += [".katex .yw,.katex-display>.katex{white-space:normal}"]
    rules += [".katex .yx{position:relative;font-size:.7em}", ".katex .yy{position:relative}"]
    return "\n".join(rules + [f".katex .{name}{{{style.rstrip(';')}}}" for style, name in NAMED.items()]) + "\n"


def with_light_formulas(text: str, css: str) -> str:
    """Return the page with each drawing made light; `css` is KaTeX's style, which says what its classes do."""
    parts, done = [], 0
    while (start := text.find(_DRAWN, done)) >= 0:
        end = end_of_span(text, start + len(_DRAWN)) + len(CLOSE)
        root = _tree(text[start:end])
        for child in root.children:
            if isinstance(child, Node):
                _indices(child)
        _lighten(root, None, _known(css))
        parts += [text[done:start], _written(root)]
        done = end
    return "".join([*parts, text[done:]])


@cache
def _known(css: str) -> Rules:
    """Return the classes that have rules, those whose children have some by their place, and whose grandchildren."""
    css = re.sub(r"\s*>\s*", ">", re.sub(r"\{[^}]*\}", "{}", css))
    above = frozenset(re.findall(r"\.([a-zA-Z][\w-]*)(?=>)", css))
    far = frozenset(re.findall(r"\.([a-zA-Z][\w-]*)(?=>[^>,{]+>)", css))
    return frozenset(re.findall(r"\.([a-zA-Z][\w-]*)", css)) | {*NAMED.values(), "yw", "yx", "yy"}, above | _FLEX, far


def _tree(drawn: str) -> Node:
    top = Node("")
    open_ = [top]
    for closing, tag, attributes, empty, said in _TOKEN.findall(drawn):
        if said:
            open_[-1].children.append(said)
        elif closing:
            open_.pop()
        else:
            classes, style = _CLASSES.search(attributes), _INLINE.search(attributes)
            rest = _INLINE.sub("", _CLASSES.sub("", attributes))
            node = Node(tag, rest + empty, classes[1].split() if classes else [], style[1] if style else "")
            open_[-1].children.append(node)
            if not empty:
                open_.append(node)
    return top.children[0]  # type: ignore[return-value]


def _lighten(node: Node, parent: Node | None, rules: Rules) -> None:
    """Drop what no rule looks at, in the element and all below it."""
    known, above, far = rules
    fixed = not above.isdisjoint(node.classes) or (parent is not None and not far.isdisjoint(parent.classes))
    for child in [*node.children]:
        if not isinstance(child, Node) or child.tag != "span":
            continue
        child.classes = [name for name in child.classes if name in known]
        _lighten(child, node, rules)
        if child.style in NAMED:
            child.classes.append(NAMED[child.style])
            child.style = ""
        if not (fixed or child.classes or child.style or child.rest):
            place = next(i for i, each in enumerate(node.children) if each is child)
            node.children[place : place + 1] = child.children


def _indices(node: Node) -> None:
    """Draw an index or a power that stands alone by one element that is moved, where KaTeX has a table of nine."""
    for child in node.children:
        if isinstance(child, Node):
            _indices(child)
    if node.classes != ["msupsub"]:
        return
    if moved := _moved(node):
        node.classes, node.style, node.children = moved.classes, moved.style, moved.children


def _moved(index: Node) -> Node | None:
    lists = [each for each in _below(index) if each.classes == ["vlist"]]
    if not lists or any(_spans(each) and _spans(_spans(each)[0]) for each in lists[1:]) or len(_spans(lists[0])) != 1:
        return None
    holder = _spans(lists[0])[0]
    styles = dict(part.split(":") for part in holder.style.split(";") if part)
    if len(_spans(holder)) != 2 or holder.classes or set(styles) - {"top", "margin-left", "margin-right"}:
        return None
    strut, body = _spans(holder)
    sizing = _SIZING.match(" ".join(body.classes))
    if strut.classes != ["pstrut"] or not sizing:
        return None
    factor = _SIZES[int(sizing[2]) - 1] / _SIZES[int(sizing[1]) - 1]
    lengths = {name: float(value.removesuffix("em")) for name, value in styles.items()}
    lengths["top"] += float(strut.style.removeprefix("height:").removesuffix("em;"))
    own = "".join(f"{name}:{round(value / factor, 4):g}em;" for name, value in lengths.items() if value)
    letter = body.children[0] if len(body.children) == 1 else None
    if isinstance(letter, Node) and letter.tag == "span" and not letter.style and not letter.rest:
        body.children, body.classes = letter.children, [*body.classes, *letter.classes]  # one letter, one element
    if sizing[1] == "6" and sizing[2] == "3":
        return Node("span", "", ["yx", *body.classes[3:]], own, body.children)
    return Node("span", "", ["yy", *body.classes], own, body.children)


def _spans(node: Node) -> list[Node]:
    return [each for each in node.children if isinstance(each, Node)]


def _below(node: Node) -> Iterator[Node]:
    """Yield the table's elements, not those of what is set in it."""
    for child in _spans(node):
        yield child
        if child.classes and child.classes[0] in {"vlist-t", "vlist-r"}:
            yield from _below(child)


def _written(node: Node) -> str:
    if node.rest.endswith("/"):
        return f"<{node.tag}{_attributes(node)}>"
    inner = "".join(each if isinstance(each, str) else _written(each) for each in node.children)
    return f"<{node.tag}{_attributes(node)}>{inner}</{node.tag}>"


def _attributes(node: Node) -> str:
    classes = f' class="{" ".join(node.classes)}"' if node.classes else ""
    style = f' style="{node.style}"' if node.style else ""
    return classes + (f"{node.rest[:-1]}{style}/" if node.rest.endswith("/") else node.rest + style)


def katex_style(static: Path) -> str:
    """Return the style of formulas as the site has it."""
    return "".join((static / name).read_text(encoding="utf-8") for name in ("katex/katex.min.css", "katex-math.css"))
