"""The API reference: lstm_lib's docstrings as numpydoc reads them."""

from __future__ import annotations

from typing import NamedTuple

from sphinx.application import Sphinx


class _Record(NamedTuple):
    field: object


def leave_out_fields(
    app: Sphinx, what: str, name: str, member: object, skip: bool, options: dict[str, object]
) -> bool | None:
    """Leave out a NamedTuple's fields: its docstring lists them with shapes, and they have no text of their own."""
    return True if isinstance(member, type(_Record.field)) else None


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.setup_extension("sphinx.ext.autodoc")
    app.setup_extension("numpydoc")
    app.connect("autodoc-skip-member", leave_out_fields)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
