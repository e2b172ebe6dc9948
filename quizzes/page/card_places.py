"""The roles ``{asked}`` and ``{taught}`` of the cards: where questions are asked, and which section teaches them.

They name items of the bank, and are filled with links once all labels of the book are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode

from quizzes.page.registry import labels_of, quiz_domain


class CardPlaces(nodes.Inline, nodes.Element):
    """The places of some items; attributes `ids` of items and `purpose`, "asked" or "taught"."""


def _introducing(title: str) -> str:
    """Return a title before what stands in its section; a question needs no colon."""
    return f"{title} " if title.endswith("?") else f"{title}: "


class PlacesRole(SphinxRole):
    """Leave a `CardPlaces`."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the node, to be filled later."""
        return [CardPlaces("", items=self.text.split(), purpose=self.name)], []


class ResolvePlaces(SphinxPostTransform):
    """Fill each `CardPlaces` with links."""

    default_priority = 20
    joined: ClassVar[dict[str, str]] = {"asked": "; ", "taught": ", "}

    def run(self, **_kwargs: Any) -> None:
        """Resolve the places of the page."""
        for places in list(self.document.findall(CardPlaces)):
            parts = list(self.asked(places) if places["purpose"] == "asked" else self.taught(places))
            words: list[nodes.Node] = []
            for n, part in enumerate(parts):
                words += [nodes.Text(self.joined[places["purpose"]])] * (n > 0) + part
            places.replace_self(words)

    def link(self, docname: str, anchor: str, words: str) -> nodes.Node:
        """Return a link to a place of the book."""
        return make_refnode(self.app.builder, self.env.docname, docname, anchor, nodes.inline("", words))

    def asked(self, places: CardPlaces) -> Iterator[list[nodes.Node]]:
        """Yield for each section its name and its questions."""
        labels = labels_of(self.env).labels
        found = [labels[name] for name in places["items"] if name in labels]
        for docname in dict.fromkeys(docname for docname, _anchor, _title in found):
            part: list[nodes.Node] = [nodes.Text(_introducing(self.env.titles[docname].astext()))]
            for n, (_, anchor, title) in enumerate(place for place in found if place[0] == docname):
                whole = title.replace(" ", "\N{NO-BREAK SPACE}")
                part += [nodes.Text(", ")] * (n > 0) + [self.link(docname, anchor, whole)]
            yield part

    def taught(self, places: CardPlaces) -> Iterator[list[nodes.Node]]:
        """Yield a link to each paragraph that teaches one of the items, under the name of its heading or its page."""
        bank, labels = quiz_domain(self.env).bank, labels_of(self.env)
        seen: dict[str, tuple[str, str]] = {}
        for name in places["items"]:
            see = bank.items[name].see
            if see in labels.anonlabels:
                docname, anchor = labels.anonlabels[see]
                titled = labels.labels.get(see)
                seen.setdefault(titled[2] if titled else self.env.titles[docname].astext(), (docname, anchor))
        for words, (docname, anchor) in seen.items():
            yield [self.link(docname, anchor, words)]
