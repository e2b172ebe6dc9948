"""Formulas as they are printed: by KaTeX, which ships with this package, in a node; without a node as MathML.

All formulas of a test are set in one process, before the first page is written.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Mapping
from html import unescape

from latex2mathml.converter import convert
from markupsafe import Markup

from quizzes.errors import UsageError
from quizzes.node import find_node
from quizzes.targets.html import html, inline_html
from quizzes.vendored import vendored

STYLE = "katex"  # the folder of its style and fonts beside the pages
_FORMULA = re.compile(r"\\\((?P<inline>.*?)\\\)|\\\[(?P<block>.*?)\\\]", re.DOTALL)
_SECONDS = 300
# throwOnError: a formula with an error is the bank's, and the book's build has refused it
_PROGRAM = """
const katex = require(process.argv[1]);
const asked = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const options = {output: 'htmlAndMathml', throwOnError: false, trust: false, strict: 'ignore', maxExpand: 1000};
const made = asked.map(([tex, block]) => katex.renderToString(tex, {...options, displayMode: block}));
process.stdout.write(JSON.stringify(made));
"""


class Typeset:
    """The bank's Markdown as HTML with its formulas set."""

    def __init__(self, texts: Iterable[str], node: str | None = None) -> None:
        """Set the formulas of the texts that pages will need.

        Parameters
        ----------
        texts : Iterable[str]
            Markdown.
        node : str
            The program; by default that of `find_node`, an empty name for none.
        """
        node = find_node() if node is None else node
        found = {key: None for text in texts for key in map(_key, _FORMULA.finditer(html(text)))}
        self.by_katex = bool(node)
        self._set: Mapping[tuple[str, bool], str] = (
            _by_katex(list(found), node) if node else {key: _mathml(key) for key in found}
        )

    def blocks(self, text: str) -> Markup:
        """Return Markdown as blocks."""
        return self.formulas(html(text))

    def inline(self, text: str) -> Markup:
        """Return Markdown without a paragraph around it, where it is one."""
        return self.formulas(inline_html(text))

    def formulas(self, made: str) -> Markup:
        """Return HTML of the bank's texts with its formulas set."""
        return Markup(_FORMULA.sub(lambda found: self._set[_key(found)], made))


def style_files() -> dict[str, bytes]:
    """Return KaTeX's style and fonts, for the folder beside the pages."""
    folder = vendored("katex") / "dist"
    fonts = {f"{STYLE}/fonts/{path.name}": path.read_bytes() for path in sorted(folder.glob("fonts/*.woff2"))}
    return {f"{STYLE}/katex.min.css": (folder / "katex.min.css").read_bytes(), **fonts}


def _key(found: re.Match[str]) -> tuple[str, bool]:
    block = found["inline"] is None
    return unescape(found["block"] if block else found["inline"]).strip(), block


def _by_katex(asked: list[tuple[str, bool]], node: str) -> dict[tuple[str, bool], str]:
    program = [node, "-e", _PROGRAM, str((vendored("katex") / "dist" / "katex.min.js").resolve())]
    try:
        done = subprocess.run(program, input=json.dumps(asked), capture_output=True, text=True, encoding="utf-8",
                              timeout=_SECONDS, check=True)  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        told = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        raise UsageError(
            f"KaTeX could not set the formulas with {node}: {(told or ['it gave no reason'])[-1]}"
        ) from error
    return dict(zip(asked, json.loads(done.stdout), strict=True))


def _mathml(key: tuple[str, bool]) -> str:
    return convert(key[0], display="block" if key[1] else "inline")
