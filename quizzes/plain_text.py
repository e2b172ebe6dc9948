"""Text of any kind as a terminal, a line of JSON or a record may hold it: nothing steers, forges a line or grows."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping

LONGEST = 4000  # letters of one text in a record
_MANY, _DEEP = 200, 20  # values of one list, lists in lists
_HALF = re.compile("[\ud800-\udfff]")  # of a letter in UTF-16: no text in UTF-8 can hold it
# what steers a terminal, ends a line for some reader, or turns the direction of what follows
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
# what nobody sees, as it comes along with a copied name: inside of a set of signs
INVISIBLE = "\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff"
# what no name of a file should hold: what divides a path, steers, or means something to a shell or to Windows
_NO_NAME = re.compile(r"[^\w .+@,'()-]|\.\.+|_+")


def whole_letters(text: str) -> str:
    """Return text that can be written as UTF-8: half a letter becomes a question mark in a diamond."""
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", text)


def shown(text: str) -> str:
    r"""Return text for a terminal: line ends and tabs stay, what steers is spelt out.

    >>> print(shown("a\x1b[2Jb\u202e"))
    a\x1b[2Jb\u202e
    """
    return _STEERS.sub(_spelt, whole_letters(text))


def one_line(text: str, most: int = LONGEST) -> str:
    r"""Return text as a part of one line, cut where it is long.

    >>> print(one_line("fine\nada  20 / 20"))
    fine\nada  20 / 20
    """
    return shown(cut(text, most)).replace("\n", "\\n").replace("\t", "\\t")


def several(names: Iterable[str], most: int = 50) -> str:
    r"""Return names as a part of one line; of very many the first.

    >>> print(several(["ada", "b\nob", "cyd"], 2))
    ada, b\nob and 1 more
    """
    names = list(names)
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(one_line(name, 100) for name in names[:most]) + rest


def cut(text: str, most: int = LONGEST) -> str:
    """Return text of at most so many letters, with a word on what was left out.

    >>> cut("abcdefgh", 3)
    'abc ... (5 letters left out)'
    """
    return text if len(text) <= most else f"{text[:most]} ... ({len(text) - most} letters left out)"


def as_file_name(text: str, most: int = 60) -> str:
    """Return text as a part of a file's name on any system: words stay, whatever divides a path goes.

    >>> as_file_name("Section A/B: ../x"), as_file_name("..")
    ('Section A B x', 'unnamed')
    """
    name = " ".join(_NO_NAME.sub(" ", whole_letters(text)).split())
    return name[:most].strip(" .-~") or "unnamed"


def as_typed(command: str, *words: object) -> str:
    """Return a command as it is typed into a shell: a name that it would divide stands in quotes.

    >>> as_typed("grade", "gates", "--course", "../my course")
    "quizzes grade gates --course '../my course'"
    """
    return f"quizzes {command} {shlex.join(map(str, words))}"


def json_line(value: object) -> str:
    r"""Return JSON in one line for every reader, also for those who end lines at other signs than a line feed.

    >>> print(json_line({"a": "\ud800\u2028\n"}))
    {"a": "\ufffd\u2028\n"}
    """
    text = _HALF.sub(r"\\ufffd", json.dumps(value, ensure_ascii=False))
    return _STEERS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def bounded(value: object, deep: int = 0) -> object:
    """Return JSON values of which no text, list or depth is larger than a record should hold.

    >>> bounded({"a": ["x" * 4001]})["a"][0][-30:]
    'xxxxx ... (1 letters left out)'
    """
    if isinstance(value, str):
        return whole_letters(cut(value))
    if isinstance(value, Mapping | list | tuple) and deep >= _DEEP:
        return "..."
    if isinstance(value, Mapping):
        return {whole_letters(cut(str(name))): bounded(each, deep + 1) for name, each in list(value.items())[:_MANY]}
    if isinstance(value, list | tuple):
        rest = [f"... ({len(value) - _MANY} more)"] if len(value) > _MANY else []
        return [bounded(each, deep + 1) for each in value[:_MANY]] + rest
    return value


def _spelt(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
