"""The scripts and the style of the figures: which pages have them, and how they come into the site."""

from __future__ import annotations

import hashlib
import shutil
from functools import cache
from pathlib import Path

from sphinx.application import Sphinx

from figures.table import FILES
from lstm_lib.plots import COLOURS
from quizzes.page.assets import without_comments

ASSETS = Path(__file__).parent / "assets"


@cache
def assets() -> dict[str, bytes]:
    """Return the files by name; the style begins with the library's colour of each concept."""
    files = {}
    for path in sorted(ASSETS.iterdir()):
        if path.name.endswith(".d.ts") or not path.is_file():
            continue
        ours = path.suffix in (".js", ".css")
        files[path.name] = without_comments(path.read_text("utf-8")).encode() if ours else path.read_bytes()
    files |= {name: made() for name, made in FILES.items()}
    colours = "".join(f"--live-{concept}:{colour};" for concept, colour in COLOURS.items() if concept != "x")
    files["live.css"] = f".live{{{colours}}}\n".encode() + files["live.css"]
    return files


@cache
def assets_folder() -> str:
    """Return the folder below ``_static``: its name changes with its content, so that no cache mixes two states."""
    digest = hashlib.sha256()
    for name, content in assets().items():
        digest.update(name.encode() + b"\0" + content)
    return f"figures-{digest.hexdigest()[:8]}"


def add_assets(app: Sphinx, pagename: str, _template: str, _context: dict, doctree: object) -> None:
    """Add script and style to the pages that hold a figure; the script loads the module of each figure."""
    if doctree is None:
        return
    domain = app.env.get_domain("live")
    if domain.names(pagename) or pagename in domain.data["links"]:
        own = [f"{name}.css" for name in dict.fromkeys(domain.names(pagename))]
        for style in ["live.css", *(name for name in own if name in assets())]:
            app.add_css_file(f"{assets_folder()}/{style}")
    if domain.names(pagename):
        app.add_js_file(f"{assets_folder()}/live.js", type="module", loading_method=None)


def copy_assets(app: Sphinx, exception: Exception | None) -> None:
    """Put the assets into the built site and remove those of an earlier build."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    for old in static.glob("figures-*"):
        shutil.rmtree(old)
    folder = static / assets_folder()
    folder.mkdir(parents=True)
    for name, content in assets().items():
        (folder / name).write_bytes(content)
