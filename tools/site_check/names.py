"""What a screen reader is told of a page: the accessibility tree line by line, and what has no name in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from playwright.sync_api import Page

# What is operated or looked at, and says nothing where it has no name.
NAMED = {
    "button", "link", "checkbox", "radio", "textbox", "combobox", "listbox", "slider", "spinbutton", "switch", "tab",
    "searchbox", "menuitem", "image", "img", "figure", "table", "dialog", "DisclosureTriangle", "heading", "region",
    "navigation", "group", "radiogroup",
}  # fmt: skip
FREE = {"group", "navigation", "figure", "table"}  # what may do without, where it has a role of structure alone
CHOSEN = {"checkbox", "radio"}
LETTER = re.compile(r"^\W*\w?\W*$")  # a name of a letter says nothing of an option
UNTOLD = {"none", "generic", "InlineTextBox", "LineBreak", "StaticText", "ListMarker", "LayoutTable", "MathMLMath"}
Node = Mapping[str, object]


def tree(tab: Page) -> list[Node]:
    """Return the page's accessibility tree as Chromium has it, in the order of the page."""
    session = tab.context.new_cdp_session(tab)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return nodes


def unnamed(nodes: Sequence[Node]) -> tuple[int, list[str]]:
    """Return how many nodes have to have a name, and a line for each that has none, or one that says nothing."""
    count, lines = 0, []
    for node in nodes:
        role, name = _value(node, "role"), _value(node, "name").strip()
        if node.get("ignored") or role not in NAMED - FREE:
            continue
        count += 1
        near = _value(node, "description") or f"node {node.get('backendDOMNodeId')}"
        if not name:
            lines.append(f"name: a {role} has none ({near})")
        elif role in CHOSEN and LETTER.match(name):
            lines.append(f"name: a {role} is called {name!r}, which says nothing")
        elif "\\" in name or "\u200b" in name:
            lines.append(f"name: a {role} has a formula's source in its name: {name[:60]!r}")
    return count, list(dict.fromkeys(lines))


def spoken(nodes: Sequence[Node]) -> Iterator[str]:
    """Yield what is read aloud, a line each, indented by landmarks and lists: `role, name, state`."""
    known = {node["nodeId"]: node for node in nodes}
    yield from _spoken(nodes[0], known, 0) if nodes else ()


def _spoken(node: Node, known: Mapping[object, Node], depth: int) -> Iterator[str]:
    role, name = _value(node, "role"), " ".join(_value(node, "name").split())
    deeper = depth
    if not node.get("ignored") and role == "StaticText":
        yield "  " * depth + name
        return
    if not node.get("ignored") and role not in UNTOLD:
        more = [part for part in (_value(node, "value"), _value(node, "description"), *_states(node)) if part]
        yield "  " * depth + ", ".join([role, *([name] if name else []), *more])
        deeper += 1
        if role in NAMED - FREE - {"region", "dialog", "radiogroup"} and name:
            return  # its name is its content
    for child in node.get("childIds", ()):
        if child in known:
            yield from _spoken(known[child], known, deeper)


def _states(node: Node) -> Iterator[str]:
    for entry in node.get("properties", ()):
        value = entry["value"].get("value")
        if entry["name"] in ("level", "checked", "expanded", "required", "invalid", "disabled", "pressed", "live"):
            if entry["name"] == "level":
                yield f"level {value}"
            elif value not in ("false", False, "none", "off"):
                yield str(entry["name"])
            elif entry["name"] == "expanded":
                yield "collapsed"


def _value(node: Node, name: str) -> str:
    return str(node.get(name, {}).get("value", "") or "")
