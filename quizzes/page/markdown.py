"""A page's document as the cells of a notebook: its text as Markdown that Jupyter shows, its code as it stands.

What answers in the page alone, a question or a live figure, becomes a link to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urljoin

from docutils import nodes
from sphinx import addnodes

_SIGNS = re.compile(r"([\\`*_$<])")
_SKIPPED = (
    nodes.raw, nodes.comment, nodes.target, nodes.substitution_definition, nodes.meta, nodes.system_message,
    nodes.pending, addnodes.index, addnodes.tabular_col_spec, addnodes.only, nodes.footnote_reference,
)  # fmt: skip
_FRAMES = ("docutils", "sphinx", "myst_parser", "myst_nb")  # whose nodes hold text; those of others answer in the page


@dataclass(frozen=True)
class Cell:
    """A cell: its kind as nbformat calls it, and its source."""

    kind: str  # "markdown" or "code"
    source: str


@dataclass
class _Writer:
    """Collects the blocks of a document; `address` is the page's."""

    address: str
    cells: list[Cell] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)

    def close(self) -> None:
        if self.blocks:
            self.cells.append(Cell("markdown", "\n\n".join(self.blocks)))
            self.blocks = []

    def block(self, text: str) -> None:
        if text.strip():
            self.blocks.append(text.strip("\n"))


def code_cells(document: nodes.document) -> list[nodes.container]:
    """Return the containers of a document's cells."""
    return [node for node in document.findall(nodes.container) if node.get("nb_element") == "cell_code"]


def code_of(cell: nodes.container) -> str:
    """Return the code of a cell's container, folded or not."""
    sources = [node for node in cell.findall(nodes.container) if node.get("nb_element") == "cell_code_source"]
    return "\n".join(block.astext() for node in sources for block in node.findall(nodes.literal_block))


def cells_of(document: nodes.document, address: str) -> list[Cell]:
    """Return the cells of a page that stands at an address."""
    writer = _Writer(address)
    for node in document.children:
        _write(node, writer, 1)
    writer.close()
    return writer.cells


def _write(node: nodes.Node, to: _Writer, level: int) -> None:
    if isinstance(node, nodes.section):
        for child in node.children:
            if isinstance(child, nodes.title):
                to.block(f"{'#' * min(level, 6)} {_inline(child, to.address)}")
            else:
                _write(child, to, level + 1)
    elif isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
        to.close()
        to.cells.append(Cell("code", code_of(node)))
    elif _is_skipped(node):
        return
    elif maker := next((make for kind, make in _BLOCKS if isinstance(node, kind)), None):
        to.block(maker(node, to.address))
    elif isinstance(node, nodes.Element) and _is_live(node):
        to.block(_live(node, to.address))
    elif isinstance(node, nodes.TextElement | nodes.Text):
        to.block(_inline(node, to.address))
    else:
        for child in node.children:
            _write(child, to, level)


def _is_skipped(node: nodes.Node) -> bool:
    classes: list[str] = node.get("classes", []) if isinstance(node, nodes.Element) else []
    return isinstance(node, _SKIPPED) or "toctree-wrapper" in classes


def _is_live(node: nodes.Node) -> bool:
    return type(node).__module__.split(".")[0] not in _FRAMES


def _live(node: nodes.Element, address: str) -> str:
    name = node.get("item_id") or next(iter(node.get("ids", [])), "")
    what = "A question" if node.get("item_id") else "A part that answers"
    return f"*{what}, in the book: [{name or 'on its page'}]({address}{'#' if name else ''}{name})*"


def _inside(node: nodes.Node, address: str) -> str:
    """Return the blocks inside a node as one text."""
    return _as_text(node.children, address)


def _as_text(blocks: Iterable[nodes.Node], address: str) -> str:
    writer = _Writer(address)
    for block in blocks:
        _write(block, writer, 4)
    writer.close()
    return "\n\n".join(_fenced(cell) for cell in writer.cells)


def _fenced(cell: Cell) -> str:
    return f"```python\n{cell.source}\n```" if cell.kind == "code" else cell.source


def _indented(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *((rest + line).rstrip() for line in lines[1:])])


def _quote(node: nodes.Element, address: str) -> str:
    return _indented(_inside(node, address), "> ", "> ")


def _admonition(node: nodes.Element, address: str) -> str:
    title = next(iter(node.findall(nodes.title)), None)
    head = _inline(title, address) if title is not None else node.tagname.capitalize()
    body = _as_text((child for child in node.children if child is not title), address)
    return _indented(f"**{head}**\n\n{body}", "> ", "> ")


def _list(node: nodes.Element, address: str) -> str:
    ordered = isinstance(node, nodes.enumerated_list)
    items = []
    for number, item in enumerate(node.children, node.get("start", 1)):
        mark = f"{number}. " if ordered else "- "
        items.append(_indented(_inside(item, address), mark, " " * len(mark)))
    return "\n".join(items)


def _definition(node: nodes.Element, address: str) -> str:
    terms = [f"**{_inline(term, address)}**" for term in node.findall(nodes.term, descend=True) if term.parent is node]
    bodies = [_inside(body, address) for body in node.children if isinstance(body, nodes.definition)]
    return "\n\n".join([", ".join(terms), *bodies])


def _formula(node: nodes.math_block, _address: str) -> str:
    number = rf" \tag{{{node['number']}}}" if node.get("number") else ""
    return f"$$\n{node.astext().strip()}{number}\n$$"


def _code(node: nodes.literal_block, _address: str) -> str:
    language = node.get("language", "")
    return f"```{'' if language in ('default', 'none') else language}\n{node.astext()}\n```"


def _figure(node: nodes.Element, address: str) -> str:
    said = [image.get("alt", "") for image in node.findall(nodes.image)]
    said += [_inline(caption, address) for caption in node.findall(nodes.caption)]
    return f"*[A picture in the book]({address}): {' '.join(filter(None, said))}*"


def _table(node: nodes.table, address: str) -> str:
    rows = [
        [_inside(entry, address).replace("\n", " ").replace("|", r"\|") for entry in row.children]
        for row in node.findall(nodes.row)
    ]
    if not rows:
        return ""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


_BLOCKS: tuple[tuple[type | tuple[type, ...], Callable], ...] = (
    (nodes.math_block, _formula),
    (nodes.literal_block, _code),
    ((nodes.figure, nodes.image), _figure),
    (nodes.table, _table),
    ((nodes.bullet_list, nodes.enumerated_list), _list),
    (nodes.definition_list_item, _definition),
    (nodes.Admonition, _admonition),
    (nodes.block_quote, _quote),
    (nodes.transition, lambda _node, _address: "---"),
)


def _inline(node: nodes.Node, address: str) -> str:
    if isinstance(node, nodes.Text):
        return _SIGNS.sub(r"\\\1", node.astext()).replace("\n", " ")
    if isinstance(node, nodes.math):
        return f"${node.astext().strip()}$"
    if isinstance(node, nodes.literal):
        mark = "``" if "`" in node.astext() else "`"
        return f"{mark}{node.astext()}{mark}"
    if isinstance(node, nodes.image):
        return node.get("alt", "")
    if _is_skipped(node):
        return ""
    text = "".join(_inline(child, address) for child in node.children)
    if isinstance(node, nodes.strong):
        return f"**{text}**"
    if isinstance(node, nodes.emphasis):
        return f"*{text}*"
    if isinstance(node, nodes.reference):
        target = node.get("refuri") or (f"#{node['refid']}" if node.get("refid") else "")
        return f"[{text}]({urljoin(address, target)})" if target else text
    return text
