"""What the book knows of its live figures: which page holds which, who links to them, and what they were made from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

import lstm_lib
from figures.figure import SettingError, check_settings
from figures.nodes import LiveSet
from figures.table import make

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SOURCES = (HERE, Path(lstm_lib.__file__).parent, ROOT / "book" / "models")
logger = logging.getLogger(__name__)


class LiveDomain(Domain):
    """The figures of the book, which Sphinx keeps from build to build."""

    name = "live"
    label = "Live figures"
    data_version = 1
    initial_data = {"figures": {}, "links": {}, "made_from": {}, "placed": {}}

    def clear_doc(self, docname: str) -> None:
        """Forget a page that is about to be read."""
        figures = self.data["figures"]
        self.data["figures"] = {each: found for each, found in figures.items() if found[0] != docname}
        for part in ("links", "made_from"):
            self.data[part].pop(docname, None)

    def merge_domaindata(self, docnames: list[str], otherdata: dict) -> None:
        """Take over what another process read."""
        self.data["figures"].update({key: each for key, each in otherdata["figures"].items() if each[0] in docnames})
        for part in ("links", "made_from"):
            self.data[part].update({name: each for name, each in otherdata[part].items() if name in docnames})

    def resolve_any_xref(self, *_reference: object) -> list:
        """Return nothing: figures are found as labels, which belong to Sphinx's own domain."""
        return []

    def names(self, docname: str) -> list[str]:
        """Return the names of the figures on a page, in order."""
        return [name for page, name in self.data["figures"].values() if page == docname]


@cache
def state_of_sources() -> str:
    """Return a hash of all that figures are made from: this extension with its scripts, the library, the models."""
    digest = hashlib.sha256()
    for root in SOURCES:
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root.parent).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def place(env: BuildEnvironment, docname: str, figure_id: str, name: str) -> str | None:
    """Note a figure of a page; return the page that has one with this id already."""
    data = env.get_domain("live").data
    if figure_id in data["figures"]:
        return data["figures"][figure_id][0]
    data["figures"][figure_id] = docname, name
    data["made_from"][docname] = state_of_sources()
    return None


def point(env: BuildEnvironment, docname: str, figure_id: str) -> None:
    """Note a link of a page, whose style comes from the same folder as the figures'."""
    data = env.get_domain("live").data
    data["links"].setdefault(docname, set()).add(figure_id)
    data["made_from"][docname] = state_of_sources()


def pages_with_old_figures(_app: Sphinx, env: BuildEnvironment, *_found: set[str]) -> list[str]:
    """Return the pages to read again: those whose figures were made from something that has changed."""
    return [name for name, made in env.get_domain("live").data["made_from"].items() if made != state_of_sources()]


def pages_with_moved_figures(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Make each figure's id a label; return the pages to write again because a figure that they link to has moved."""
    data, labels = env.get_domain("live").data, env.get_domain("std")
    placed = {}
    for figure_id, (docname, name) in data["figures"].items():
        placed[figure_id] = docname, name
        labels.anonlabels[figure_id] = docname, figure_id
        labels.labels[figure_id] = docname, figure_id, "the live figure"
    before, data["placed"] = data["placed"], placed
    moved = {each for each in {*before, *placed} if before.get(each) != placed.get(each)}
    return [docname for docname, ids in data["links"].items() if ids & moved]


class ResolveSets(SphinxPostTransform):
    """Find the page of each link's figure, and check that the figure has what the link sets."""

    default_priority = 20

    def run(self, **_kwargs: Any) -> None:
        """Resolve the links of the page."""
        figures: Mapping[str, tuple[str, str]] = self.env.get_domain("live").data["figures"]
        for link in self.document.findall(LiveSet):
            figure_id = link["figure_id"]
            if figure_id not in figures:
                known = ", ".join(sorted(figures)) or "none"
                warn(f"set: expected the id of a live figure ({known}), got {figure_id!r}", link)
                continue
            docname, name = figures[figure_id]
            try:
                check_settings(make(name), link["values"])
            except SettingError as error:
                warn(f"set {figure_id}: {error}", link)
            if docname != self.env.docname:
                link["page"] = self.app.builder.get_relative_uri(self.env.docname, docname)


def warn(message: str, link: LiveSet) -> None:
    """Tell the author; with -W the build stops."""
    logger.warning(message, location=link, type="ref", subtype="live")
