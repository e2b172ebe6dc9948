"""Words of code that stay whole in a written page, and the places where long ones may break.

An option of a command (--students), short code in a sentence, in a block of code a sign with its name, a date or an
exponent, and a range in a cell of a table that cells make themselves: browsers break at each space and behind each
hyphen.

A long word of code may break, in a table before it is wider than a column of a phone, but not in the midst of a name:
behind a slash, an underscore, an equals sign or a dot that begins no ending of a file, or before a capital.
"""

from __future__ import annotations

import re
from html import unescape

_BETWEEN_BRACKETS = re.compile(r'(?<!class="range">)\([−\d.,]+ to [−\d.,]+\)')  # what a table of a cell's own holds
_CELL = re.compile(r"<(t[dh])\b.*?</\1>", re.DOTALL)
_LONG_WORD = re.compile(r'(?<=<span class="pre">)[^<]+(?=</span>)')
_JOINT = re.compile(r"(?<=\w[/_=])(?=\w)|(?<=\w\.)(?=\w{6})|(?<=[a-z])(?=[A-Z])")
_SHORT = 16  # characters of code that stay on one line; most shapes are shorter
_COMMAND = 38  # characters of code that stay on one line where it is wide: the style looks
_IN_CELL, _IN_LINE = 15, 34  # characters of a word of code that may break: more than a phone's column, or line, holds
_OPTION = re.compile(r'<span class="pre">(?=--[a-z][a-z-]{1,13}</span>)')
_TAG = re.compile(r"<[^>]*>")
_BLOCK = re.compile(r"<pre\b[^>]*>.*?</pre>", re.DOTALL)
_IN_BLOCK = re.compile(
    r'(?P<whole><span class="o">[-*]{1,2}</span>(?:\(?\w{1,20}|<span class="bp">self</span>))|<[^>]*>'
    r"|(?P<option>(?<![\w-])--[a-z][a-z-]{1,20}(?![\w-]))|(?P<measured>(?<![\w.])\d[\d.]* (?:s|kB|MB|GB)(?!\w))"
    r"|(?P<hyphened>(?<![\w&-])[\w.]{1,12}(?:-\d[\w.]{0,11})+(?![\w-]))"
)
_CODE = re.compile(r"<code\b([^>]*)>((?:(?!</?code).)*)</code>", re.DOTALL)


def with_whole_words(text: str) -> str:
    """Return a page in which options of usual length, short code, dates and names with a sign stay whole."""
    text = _CELL.sub(lambda cell: _with_ranges(_with_joints(cell[0], _IN_CELL)), text)
    text = _with_joints(_OPTION.sub('<span class="pre whole">', text), _IN_LINE)
    text = _CODE.sub(_whole_code, text)
    return _BLOCK.sub(lambda block: _IN_BLOCK.sub(_whole_word, block[0]), text)


def _with_joints(text: str, least: int) -> str:
    """Return a part of a page in which long words of code say where they may break."""

    def joined(word: re.Match[str]) -> str:
        return _JOINT.sub("<wbr>", word[0]) if len(unescape(word[0])) >= least else word[0]

    return _LONG_WORD.sub(joined, text)


def _with_ranges(cell: str) -> str:
    """Return a cell in which a range in brackets stays whole where its column has room."""
    return _BETWEEN_BRACKETS.sub(r'<span class="range">\g<0></span>', cell)


def _whole_word(found: re.Match[str]) -> str:
    return f'<span class="whole">{found[0]}</span>' if found.lastgroup else found[0]


def _whole_code(found: re.Match[str]) -> str:
    """Return code of a sentence, with a class if it is not long and could break at a space or a hyphen."""
    shown = unescape(_TAG.sub("", found[2]))
    if not re.search("[ -]", shown) or len(shown) > _COMMAND or re.search(r"\b(?:whole|command)\b", found[1]):
        return found[0]
    name = "whole" if len(shown) <= _SHORT else "command"
    named = found[1].replace('class="', f'class="{name} ', 1) if 'class="' in found[1] else f'{found[1]} class="{name}"'
    return f"<code{named}>{found[2]}</code>"
