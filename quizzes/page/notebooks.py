"""A Sphinx extension: each page with cells as a notebook that runs outside the book, in the page's download menu.

The notebook's first cell says what is needed, and installs it where it is not there: the project's own packages are one
wheel, which the site holds. Where the owner of a site names addresses in `notebook_open`, a menu opens the notebook
there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from docutils import nodes
from sphinx.application import Sphinx

from quizzes.live.pack import pack
from quizzes.page.markdown import Cell, cells_of, code_cells
from quizzes.page.python import lacking
from quizzes.page.registry import quiz_domain

FOLDER = "_static/notebooks"
_INSTALL = """\
# What the cells need: {names}. Nothing is installed where it is there.
from importlib.util import find_spec

if absent := [name for name in {modules} if find_spec(name) is None]:
    print("installing, for", *absent)
    {install}
"""
_NO_ADDRESS = 'raise ImportError("install {file} first; it lies on the site, in {folder}")'
_ELSEWHERE = {"Keras": "tensorflow", "PyTorch": "torch"}  # what pip calls what a page's Python has not


def notebook(cells: Sequence[Cell]) -> bytes:
    """Return a notebook without outputs."""
    made: list[dict[str, Any]] = []
    for number, cell in enumerate(cells):
        common = {"cell_type": cell.kind, "id": f"cell-{number}", "metadata": {}, "source": cell.source}
        made.append(common | ({"execution_count": None, "outputs": []} if cell.kind == "code" else {}))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def requirements(app: Sphinx) -> tuple[str, ...]:
    """Return the packages of others that the notebooks need."""
    return ("numpy", "matplotlib", *app.config.python_packages)


def prepare(app: Sphinx) -> None:
    """Make the wheel, before any page is written."""
    project = quiz_domain(app.env).bank.project
    app.notebook_pack = pack(project, requirements(app)) if project.packages else None  # type: ignore[attr-defined]


def installing(app: Sphinx) -> str:
    """Return the line that installs what is absent, or says where it is."""
    if app.config.notebook_install:
        return f"%pip install --quiet {app.config.notebook_install}"
    if app.notebook_pack is None:  # type: ignore[attr-defined]
        return f"%pip install --quiet {' '.join(requirements(app))}"
    file, _ = app.notebook_pack  # type: ignore[attr-defined]
    if not app.config.html_baseurl:
        return _NO_ADDRESS.format(file=file, folder=FOLDER)
    return f'%pip install --quiet "{urljoin(app.config.html_baseurl, f"{FOLDER}/{quote(file)}")}"'


def first_cells(app: Sphinx, address: str, lacks: Sequence[str]) -> list[Cell]:
    """Return the cells that come before the page's own."""
    own = quiz_domain(app.env).bank.project.packages
    modules = (*own, *requirements(app))
    names = ", ".join(modules)
    text = f"*[This page in the book]({address}), where questions and figures answer. Run the cells from the first on.*"
    others = sorted({_ELSEWHERE.get(each, each.lower()) for each in lacks if each})
    if others:
        text += f"\n\n*Some cells need more than is installed below: `%pip install {' '.join(others)}`.*"
    code = _INSTALL.format(names=names, modules=modules, install=installing(app)).rstrip()
    return [Cell("markdown", text), Cell("code", code)]


def write_notebook(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write a page's notebook, where it has cells."""
    if app.builder.format != "html" or not app.env.metadata.get(docname, {}).get("notebook_cells"):
        return
    address = urljoin(app.config.html_baseurl, app.builder.get_target_uri(docname))
    cells = cells_of(doctree, address)
    lacks = lacking(app, [cell.source for cell in cells if cell.kind == "code"])
    path = Path(app.outdir, FOLDER, f"{docname}.ipynb")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notebook([*first_cells(app, address, lacks), *cells]))


def count_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Note how many cells a page has."""
    app.env.metadata[app.env.docname]["notebook_cells"] = len(code_cells(doctree))


def add_links(app: Sphinx, pagename: str, _template: str, context: dict, doctree: object) -> None:
    """Put the notebook into the page's menus."""
    if doctree is None or not app.env.metadata.get(pagename, {}).get("notebook_cells"):
        return
    groups = {group.get("label"): group for group in context.get("header_buttons", ())}
    button = {"type": "link", "text": ".ipynb", "icon": "fas fa-code", "label": "download-notebook-button"}
    address = context["pathto"](f"{FOLDER}/{pagename}.ipynb", 1)
    button |= {"url": address, "tooltip": "Download this page as a notebook that runs outside the book"}
    if "download-buttons" in groups:
        groups["download-buttons"]["buttons"].insert(0, button)
    whole = urljoin(app.config.html_baseurl, f"{FOLDER}/{pagename}.ipynb")
    opened = [
        {"type": "link", "text": name, "icon": "fas fa-rocket", "label": "launch-notebook-button",
         "tooltip": f"Open this page's notebook: {name}",
         "url": where.format(page=pagename, notebook=quote(whole, safe=""))}
        for name, where in app.config.notebook_open.items()
    ]  # fmt: skip
    if opened and "launch-buttons" in groups:
        groups["launch-buttons"]["buttons"] += opened
    elif opened:
        tooltip = "Open this page as a notebook"
        group = {"type": "group", "tooltip": tooltip, "icon": "fas fa-rocket", "label": "launch-buttons"}
        context["header_buttons"].insert(0, {**group, "buttons": opened})


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Put the wheel beside the notebooks, and remove those of pages that are gone."""
    folder = Path(app.outdir, FOLDER)
    if exception is not None or app.builder.format != "html" or not folder.is_dir():
        return
    there = {Path(FOLDER, f"{name}.ipynb") for name, told in app.env.metadata.items() if told.get("notebook_cells")}
    for path in folder.rglob("*.ipynb"):
        if path.relative_to(app.outdir) not in there:
            path.unlink()
    for old in folder.glob("*.whl"):
        old.unlink()
    if app.notebook_pack is not None:  # type: ignore[attr-defined]
        name, content = app.notebook_pack  # type: ignore[attr-defined]
        (folder / name).write_bytes(content)


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.setup_extension("quizzes.page.python")  # whose `python_packages` the notebooks need, too
    # What pip is told in the place of the site's own wheel: "our-course==1.2", or an address.
    app.add_config_value("notebook_install", "", "html", types=(str,))
    # Name of a button -> address, in which {page} is the page's name, {notebook} the notebook's quoted address.
    app.add_config_value("notebook_open", {}, "html", types=(dict,))
    app.connect("builder-inited", prepare)
    app.connect("doctree-read", count_cells)
    app.connect("doctree-resolved", write_notebook)
    app.connect("html-page-context", add_links, priority=510)  # after the theme's own, which are at 501
    app.connect("build-finished", finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
