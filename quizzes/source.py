"""YAML files with the line of every value (the one module that knows ruamel.yaml)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from quizzes.errors import Problem, Where

Step = str | int  # one step of a path into a document: a field's name or an index


class Source:
    """A YAML file: its plain data and the line of each value in it."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name  # as messages call it: relative to the project, with forward slashes
        self.data: object = None
        self.problem: Problem | None = None  # set where the file cannot be read at all
        try:
            self.data = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            self.problem = Problem(Where(name, line), f"not valid YAML: {_one_line(error.problem or error.context)}")
        except (YAMLError, UnicodeDecodeError) as error:
            self.problem = Problem(Where(name, 1), f"not valid YAML: {_one_line(str(error))}")

    def where(self, steps: Sequence[Step] = (), *, key: str | None = None) -> Where:
        """Return the place of the value that `steps` lead to, or of the field `key` in it."""
        node, line = self.data, 0
        for step in [*steps, *([key] if key is not None else [])]:
            if isinstance(node, CommentedMap) and step in node:
                line = node.lc.key(step)[0]
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                line = node.lc.item(step)[0]
            else:
                break
            node = node[step]
        return Where(self.name, line + 1)


def _one_line(text: str | None) -> str:
    return " ".join((text or "unknown error").split())
