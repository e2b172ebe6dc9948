"""The names of a question's parts: engines leave formulas out of a name, so that an option may be a bare letter."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from sphinx.application import Sphinx

from quizzes.page.spoken import text_of

_OPTION = re.compile(
    r'(<input type="(?:radio|checkbox)"[^>]*)>(<label for="[^"]*">)((?:(?!</label>).)*<math.*?)</label>', re.DOTALL
)
_PAIR = re.compile(
    r'(<label for="[^"]*">)((?:(?!</label>).)*<math(?:(?!</label>).)*)</label>\n<select (?!aria-label)', re.DOTALL
)
_STEP = re.compile(r'<div class="quiz-step-text" id="([^"]+)">((?:(?!</div>).)*<math.*?)</div>', re.DOTALL)
_PROMPT = re.compile(r'<div class="quiz-prompt" id="([^"]+)">\n(.*?)\n?</div>\n(?=<)', re.DOTALL)


def name_parts(app: Sphinx, exception: Exception | None) -> None:
    """Give each option, step, pair and prompt with formulas its name in words, in pages and in variants' files."""
    if exception is not None or app.builder.format != "html":
        return
    for page in sorted(Path(app.outdir).rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        if 'class="quiz' not in text:
            continue
        named = with_names(text)
        if named != text:
            page.write_text(named, encoding="utf-8")


def with_names(text: str) -> str:
    """Return a page with these names; a second time changes nothing."""
    text = _OPTION.sub(_option, text)
    text = _PAIR.sub(_pair, text)
    text = _STEP.sub(_step, text)
    return _PROMPT.sub(_prompt, text)


def _option(found: re.Match[str]) -> str:
    if " aria-label=" in found[1]:
        return found[0]
    return f'{found[1]} aria-label="{_name(found[3])}">{found[2]}{found[3]}</label>'


def _pair(found: re.Match[str]) -> str:
    return f'{found[1]}{found[2]}</label>\n<select aria-label="{_name(found[2])}" '


def _step(found: re.Match[str]) -> str:
    if found[2].startswith("<span hidden"):
        return found[0]
    # The buttons that move it are named by this.
    return f'<div class="quiz-step-text"><span hidden id="{found[1]}">{_name(found[2])}</span>{found[2]}</div>'


def _prompt(found: re.Match[str]) -> str:
    if "<math" not in found[2] or "quiz-blank" in found[2]:
        return found[0]
    return f'<div class="quiz-prompt">\n<span hidden id="{found[1]}">{_name(found[2])}</span>{found[2]}\n</div>\n'


def _name(html: str) -> str:
    return escape(text_of(html))
