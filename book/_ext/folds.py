"""What is folded looks alike: a `{dropdown}` is drawn as a cell that is folded, triangle and all.

Why: DECISIONS.md#one-fold.
"""

from __future__ import annotations

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_design.shared import is_component


class DropdownsAsFolds(SphinxPostTransform):
    """Replaces dropdowns with a title before sphinx-design draws them as cards."""

    default_priority = 198
    formats = ("html",)

    def run(self, **_options: object) -> None:
        """Replace them all."""
        for dropdown in list(self.document.findall(lambda node: is_component(node, "dropdown"))):
            if dropdown["has_title"] and not dropdown["opened"]:
                dropdown.replace_self(fold_of(dropdown))


def fold_of(dropdown: nodes.Element) -> nodes.container:
    """Return the fold of a dropdown: its title above, what it holds below."""
    title, *held = dropdown.children
    label = title.astext()
    fold = HideCodeCellNode(prompt_show=label, prompt_hide=label, classes=["above-input"])
    fold += held
    return nodes.container("", fold, classes=["cell", "fold"], ids=[*dropdown["ids"], *title["ids"]])


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.add_post_transform(DropdownsAsFolds)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
