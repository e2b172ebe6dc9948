"""The directive ``{live}``, which places a figure, and the role ``{set}``, which links to one and sets its state."""

from __future__ import annotations

import re
from difflib import get_close_matches

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import ReferenceRole, SphinxDirective

from figures.domain import place, point
from figures.figure import SettingError, settings
from figures.nodes import LiveFigure, LiveSet
from figures.table import MAKERS

_ID = re.compile(r"[a-z][a-z0-9-]*")


class LiveDirective(SphinxDirective):
    """Place a figure.

    ::

        ```{live} cell
        :id: cell-live
        The caption.
        ```
    """

    required_arguments = 1
    option_spec = {"id": directives.unchanged_required}
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the figure with its caption, which is read as the page is."""
        name = self.arguments[0]
        if name not in MAKERS:
            near = get_close_matches(name, MAKERS, n=1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            raise self.error(f"live: expected the name of a figure ({', '.join(MAKERS)}), got {name!r}{meant}")
        figure_id = self.options.get("id", "")
        if not _ID.fullmatch(figure_id):
            raise self.error(f"live {name}: expected ':id:' with small letters, digits and -, got {figure_id!r}")
        if not self.content:
            raise self.error(f"live {name}: expected a caption that says what to try, got none")
        earlier = place(self.env, self.env.docname, figure_id, name)
        if earlier:
            raise self.error(f"live {name}: the id {figure_id!r} is that of a figure in {earlier!r}; choose another")
        node = LiveFigure(figure_id=figure_id, name=name, names=[figure_id])
        self.state.document.note_explicit_target(node, node)  # so that it has a number, and {numref} finds it
        self.set_source_info(node)
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


class SetRole(ReferenceRole):
    """Link to a figure and say what the link sets: ``{set}`words <cell-live: f=0>```."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the link; what it sets is checked once all figures are known."""
        figure_id, colon, values = self.target.partition(":")
        try:
            if not (self.has_explicit_title and colon):
                raise SettingError(f"expected `words <id of a figure: name=value>`, got {self.rawtext!r}")
            link = LiveSet(figure_id=figure_id.strip(), values=settings(values), page="")
        except SettingError as error:
            message = self.inliner.reporter.error(f"set: {error}", line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        link += nodes.Text(self.title)
        self.set_source_info(link)
        point(self.env, self.env.docname, link["figure_id"])
        return [link], []
