"""The site around the chapters: a cache of executed cells that knows the library, our style, no other host."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

from cells import run_cells
from formula_ends import keep_ends
from katex_at_build import host_katex
from lean_site import make_lean
from library_hash import library_hash
from mend_theme import mend_pages
from moved import add_table
from offline import add_manifest, write_list, write_manifest
from own_scripts import move_scripts
from publish import missing_page, name_page, name_project, root_missing_page, write_llms
from reader import add_reader, copy_scripts
from site_address import describe, list_every_page, take_address
from sphinx.application import Sphinx
from sphinx.config import Config
from table_names import name_tables
from told import tell
from tolerance import Failures, go_on

from quizzes.page.code_version import code_version
from quizzes.threads import use_one_thread

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "_build"
STATIC = Path(__file__).parent / "static"


def use_fresh_cache(app: Sphinx, config: Config) -> None:
    """Keep executed cells under a name that changes with the library, and drop those of older libraries.

    jupyter-cache's key is the cells alone: without this a chapter would show what an older lstm_lib gave.
    """
    caches = BUILD / ".jupyter_cache"
    current = caches / library_hash()
    for old in caches.glob("*") if caches.is_dir() else ():
        if old != current:
            shutil.rmtree(old, ignore_errors=True)
    current.mkdir(parents=True, exist_ok=True)
    config.nb_execution_cache_path = str(current)


def add_static(app: Sphinx, config: Config) -> None:
    """Serve our style and favicon, and KaTeX's style and fonts, with the pages."""
    host_katex(BUILD / ".site-static" / "katex")
    config.html_static_path += [str(BUILD / ".site-static"), str(STATIC)]


def drop_thebe(app: Sphinx, config: Config) -> None:
    """Take sphinx-thebe out, which Jupyter Book always loads.

    Its script comes from another host once it is used, and its inline script stands twice on each page and
    throws there.
    """
    for listeners in app.events.listeners.values():
        listeners[:] = [entry for entry in listeners if not entry.handler.__module__.startswith("sphinx_thebe")]
    for files in (app.registry.css_files, app.registry.js_files):
        files[:] = [entry for entry in files if "thebe" not in str(entry[0])]


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    use_one_thread()  # for the chapters' kernels
    gc.set_threshold(50_000, 20, 20)  # why: DECISIONS.md#collected-rarely
    app.connect("config-inited", drop_thebe, priority=0)
    app.connect("config-inited", take_address, priority=1)
    app.connect("config-inited", name_project, priority=1)
    app.connect("html-page-context", describe, priority=100)  # before the cards are drawn
    app.connect("html-page-context", add_reader)
    app.connect("html-page-context", add_table)
    app.connect("html-page-context", name_page)
    app.connect("html-page-context", add_manifest, priority=900)
    app.connect("build-finished", copy_scripts)
    app.connect("build-finished", list_every_page, priority=100)  # before the sitemap is made
    app.connect("config-inited", use_fresh_cache)
    app.connect("config-inited", add_static)
    app.connect("build-finished", keep_ends, priority=50)  # before questions move their variants into files
    app.connect("build-finished", mend_pages)
    app.connect("build-finished", name_tables)
    app.connect("html-collect-pages", missing_page)
    app.connect("build-finished", root_missing_page, priority=880)
    app.connect("build-finished", write_llms)
    app.connect("build-finished", move_scripts, priority=890)  # what is left are files, which can wait
    app.connect("build-finished", make_lean, priority=900)  # what others write comes before
    app.connect("build-finished", write_manifest)
    app.connect("build-finished", write_list, priority=950)  # of the pages as they are in the end
    failures = Failures(BUILD / "failures.json")
    run_cells(app, tell(app), failures)
    go_on(app, failures)
    app.add_css_file("course.css")
    version = code_version(Path(__file__).parent)
    return {"env_version": version, "parallel_read_safe": True, "parallel_write_safe": True}
