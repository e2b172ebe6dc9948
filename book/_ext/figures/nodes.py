"""A live figure and a link that sets its state, as docutils nodes, and how builders write them."""

from __future__ import annotations

import json
from html import escape
from typing import Any
from urllib.parse import urlencode

from docutils import nodes

from figures.figure import Cell, Figure, Table
from figures.table import make


class LiveFigure(nodes.General, nodes.Element):
    """The figure; attributes `figure_id`, `name`; its children are the caption."""


class LiveSet(nodes.General, nodes.Inline, nodes.Element):
    """A link; attributes `figure_id`, `values` and, once resolved, `page` (its address, "" for the same page)."""


def figure_html(figure: Figure, figure_id: str, name: str) -> str:
    """Return the HTML of a figure up to its caption."""
    forms = [("wide" if figure.narrow else "only", figure.drawing)] + [("narrow", figure.narrow)] * bool(figure.narrow)
    stage = "".join(f'<div class="live-{form}">{drawing}</div>' for form, drawing in forms)
    numbers = f"{figure_id}-numbers"
    tables = "".join(map(table_html, figure.tables))
    return (
        f'<figure class="live" id="{figure_id}" data-live="{name}" tabindex="-1" aria-describedby="{numbers}">\n'
        f'<div class="live-stage">{stage}</div>\n'
        f'<details class="live-numbers"><summary>The numbers</summary><div id="{numbers}">{tables}</div></details>\n'
        f'<script type="application/json" class="live-data">{data_json(figure.data)}</script>\n'
        "<figcaption>"
    )


def table_html(table: Table) -> str:
    """Return a table that can be scrolled by keyboard where it is wider than the page."""
    head = "".join(f'<th scope="col">{escape(each)}</th>' if each else "<td></td>" for each in table.head)
    rows = "".join(
        f'<tr><th scope="row">{_entry(first)}</th>{"".join(f"<td>{_entry(each)}</td>" for each in rest)}</tr>'
        for first, *rest in table.rows
    )
    classes = "live-table live-words" if table.words else "live-table"
    return (
        f'<div class="live-scroll" role="region" tabindex="0" aria-label="{escape(table.title)}">'
        f'<table class="{classes}"><caption>{escape(table.title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _entry(entry: str | Cell) -> str:
    if isinstance(entry, Cell):
        return f'<span data-n="{escape(entry.key)}">{escape(entry.text)}</span>'
    return escape(entry)


def data_json(data: Any) -> str:
    """Return the data as JSON that cannot end the script element that it stands in."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _visit_figure(translator: Any, node: LiveFigure) -> None:
    translator.body.append(figure_html(make(node["name"]), node["figure_id"], node["name"]))
    translator.add_fignumber(node)


def _depart_figure(translator: Any, _node: LiveFigure) -> None:
    translator.body.append("</figcaption>\n</figure>\n")


def _visit_set(translator: Any, node: LiveSet) -> None:
    values = urlencode(node["values"])
    # On another page the values travel in the address, and that page's script reads them.
    address = f"{node['page']}?{values}#{node['figure_id']}" if node["page"] else f"#{node['figure_id']}"
    told = "" if node["page"] else f' data-set="{escape(values)}"'
    translator.body.append(f'<a class="live-set" href="{escape(address)}"{told}>')


def _depart_set(translator: Any, _node: LiveSet) -> None:
    translator.body.append("</a>")


def _pass(_translator: Any, _node: nodes.Element) -> None:
    pass


_PLAIN = dict.fromkeys(["latex", "text", "man", "texinfo"], (_pass, _pass))
VISITORS = {
    LiveFigure: {"html": (_visit_figure, _depart_figure), **_PLAIN},
    LiveSet: {"html": (_visit_set, _depart_set), **_PLAIN},
}
