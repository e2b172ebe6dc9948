"""What Sphinx is told about the live figures."""

from __future__ import annotations

from sphinx.application import Sphinx

from figures.assets import add_assets, copy_assets
from figures.directive import LiveDirective, SetRole
from figures.domain import LiveDomain, ResolveSets, pages_with_moved_figures, pages_with_old_figures
from figures.nodes import VISITORS, LiveFigure, LiveSet


def setup(app: Sphinx) -> dict[str, object]:
    """Register the directive ``{live}``, the role ``{set}`` and all that shows them."""
    app.add_domain(LiveDomain)
    app.add_directive("live", LiveDirective)
    app.add_role("set", SetRole())
    # Numbered with the other figures.
    app.add_enumerable_node(LiveFigure, "figure", lambda node: node.astext(), **VISITORS[LiveFigure])
    app.add_node(LiveSet, **VISITORS[LiveSet])
    app.add_post_transform(ResolveSets)
    app.connect("env-get-outdated", pages_with_old_figures)
    app.connect("env-updated", pages_with_moved_figures)
    app.connect("html-page-context", add_assets)
    app.connect("build-finished", copy_assets)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
