"""YAML files with the line of every value (the one module that has ruamel.yaml read and write)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scalarstring import LiteralScalarString

from quizzes.errors import Problem, Where
from quizzes.quick_yaml import Lines, read_quickly

# What the reader of YAML lets through without a line: the date 2020-13-45, a list as a key, a tag on the wrong value.
_UNMARKED = (YAMLError, ValueError, TypeError, AttributeError, LookupError, AssertionError, NotImplementedError)

Step = str | int  # one step of a path into a document: a field's name or an index


class Source:
    """A YAML file: its plain data and the line of each value in it."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name  # as messages call it: relative to the project, with forward slashes
        self.data: Any = None
        self.problem: Problem | None = None  # set where the file cannot be read at all
        self._lines: Lines = {}  # of what was read quickly; data that ruamel.yaml has read know their own
        text = ""
        try:
            text = path.read_text(encoding="utf-8")
            quick = read_quickly(text)
            self.data, self._lines = quick if quick is not None else (YAML(typ="rt").load(text), {})
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            if error.context_mark and "unexpected end of stream" in str(error.problem):
                mark = error.context_mark  # a quote without an end is told where it begins
            # 'expected a single document' is the context of the problem 'but found another document'
            whole = f"{error.context}, {error.problem}" if str(error.problem).startswith("but ") else error.problem
            self._refuse(mark.line if mark else 0, f"not valid YAML: {_one_line(whole or error.context)}")
        except ReaderError as error:  # a character that YAML does not allow
            message = f"not valid YAML: {error.reason}: character #x{error.character:04x}"
            self._refuse(text.count("\n", 0, error.position), message)
        except UnicodeDecodeError as error:
            self._refuse(error.object.count(b"\n", 0, error.start), f"not UTF-8: {error.reason}")
        except _UNMARKED as error:
            self._refuse(0, f"not valid YAML (its line is not known): {_one_line(str(error))}")
        except RecursionError:
            self._refuse(0, "not valid YAML: nested too deeply")
        except OSError as error:
            self._refuse(0, f"cannot be read: {error.strerror}")

    def _refuse(self, line: int, message: str) -> None:
        self.problem = Problem(Where(self.name, line + 1), message)

    def where(self, steps: Sequence[Step] = (), *, key: str | None = None) -> Where:
        """Return the place of the value that `steps` lead to, or of the field `key` in it."""
        node: Any = self.data
        line = 0
        for step in [*steps, *([key] if key is not None else [])]:
            if isinstance(node, dict):
                known = step in node
            else:
                known = isinstance(node, list) and isinstance(step, int) and step < len(node)
            if not known:
                break
            if isinstance(node, CommentedMap | CommentedSeq):
                place = (node.lc.data or {}).get(step)  # none where the value is from a merge (<<)
                line = place[0] if place else line
            else:
                line = self._lines[id(node)][step]
            node = node[step]
        return Where(self.name, line + 1)


def plain_yaml(text: str) -> Any:
    """Return the plain data of a text of YAML that has been valid once."""
    return YAML(typ="safe", pure=True).load(text)


def yaml_text(data: dict, comments: Mapping[tuple[str, int], str]) -> str:
    """Return data as YAML as the bank's files are written, a comment before each of the given entries of lists."""
    yaml = YAML()
    yaml.width, yaml.allow_unicode = 110, True
    yaml.indent(mapping=2, sequence=2, offset=0)
    tree = CommentedMap(data)
    for name in {name for name, _ in comments}:
        tree[name] = CommentedSeq(tree[name])
    for (name, place), comment in comments.items():
        tree[name].yaml_set_comment_before_after_key(place, before=comment)
    out = io.StringIO()
    yaml.dump(_literal(tree), out)
    return out.getvalue()


def _literal(value: object) -> object:
    """Return the data with texts of several lines as blocks."""
    if isinstance(value, dict):
        for name in value:
            value[name] = _literal(value[name])
    elif isinstance(value, list):
        for place, part in enumerate(value):
            value[place] = _literal(part)
    elif isinstance(value, str) and "\n" in value:
        return LiteralScalarString(value)
    return value


def _one_line(text: str | None) -> str:
    return " ".join((text or "unknown error").split())
