"""Plain YAML read quickly, with the line of every value, by the C library (the one module that knows PyYAML).

It reads what the bank's files consist of, in a tenth of the time that ruamel.yaml takes, and to the same values. What
it is not sure of (a fault, an anchor, a tag, a word that two versions of YAML understand differently) it leaves alone.

Why: DECISIONS.md#plain-yaml.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from ruamel.yaml.resolver import implicit_resolvers

Lines = dict[int, Any]  # by the id of a list or mapping: the line of each entry, from 0

# Directives, marks of documents, a comment hard behind the mark of a block, and letters that not all take for the same.
_LEFT_ALONE = re.compile(r"^(%|---|\.\.\.)|[|>][-+0-9]*#|[\t\x85\u2028\u2029\ufeff]", re.MULTILINE)
_DEEPEST = 50  # what is nested deeper is a mistake, and no error of ours
_NO_KEY = object()
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+|-?[0-9]+(\.[0-9]+)?[eE][-+]?[0-9]+")
_MEANT: dict[str, list[tuple[Any, str]]] = {}  # YAML 1.2, by the first letter of a word
for _versions, _tag, _pattern, _letters in implicit_resolvers:
    if (1, 2) in _versions:
        for _letter in _letters:
            _MEANT.setdefault(_letter, []).append((_pattern, _tag.rpartition(":")[2]))


class _UnsureError(Exception):
    """This text is for a reader that knows all of YAML."""


def read_quickly(text: str) -> tuple[object, Lines] | None:
    """Return the data of a text and the lines of its values; None where they are for ruamel.yaml to tell."""
    if not hasattr(yaml, "CSafeLoader") or _LEFT_ALONE.search(text):
        return None
    loader = yaml.CSafeLoader(text)
    try:
        return _Reading().read(loader)
    except (yaml.YAMLError, _UnsureError, UnicodeError, ValueError):
        return None
    finally:
        loader.dispose()


class _Reading:
    """Builds the data from the events of the parser, without recursion."""

    def __init__(self) -> None:
        self._lines: Lines = {}
        self._open: list[Any] = []  # innermost last
        self._keys: list[object] = []  # of each of them, where it waits for a value
        self._whole: list[object] = []

    def read(self, loader: yaml.CSafeLoader) -> tuple[object, Lines]:
        while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
            if isinstance(event, yaml.ScalarEvent):
                self._add(self._scalar(event), event)
            elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
                self._begin([] if isinstance(event, yaml.SequenceStartEvent) else {}, event)
            elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                self._open.pop()
                self._keys.pop()
            elif isinstance(event, yaml.AliasEvent):
                raise _UnsureError
        if len(self._whole) != 1 or not isinstance(self._whole[0], dict):
            raise _UnsureError
        return self._whole[0], self._lines

    def _begin(self, container: Any, event: yaml.CollectionStartEvent) -> None:
        if event.anchor or event.tag or len(self._open) >= _DEEPEST:
            raise _UnsureError
        self._add(container, event)
        self._lines[id(container)] = [] if isinstance(container, list) else {}
        self._open.append(container)
        self._keys.append(_NO_KEY)

    def _add(self, value: object, event: yaml.NodeEvent) -> None:
        if event.start_mark is None:
            raise _UnsureError
        line = event.start_mark.line
        if not self._open:
            self._whole.append(value)
            return
        container, key = self._open[-1], self._keys[-1]
        lines = self._lines[id(container)]
        if isinstance(container, list):
            container.append(value)
            lines.append(line)
        elif key is _NO_KEY:
            if not isinstance(value, str) or value in container:
                raise _UnsureError
            self._keys[-1] = value
            lines[value] = line
        else:
            container[key] = value
            self._keys[-1] = _NO_KEY

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        if event.anchor or event.tag:
            raise _UnsureError
        text = event.value
        if event.style:  # in quotes, or a block
            return text
        meant = next((tag for pattern, tag in _MEANT.get(text[:1], ()) if pattern.match(text)), "str")
        if meant == "str":
            return text
        if meant == "bool":
            return text.lower() == "true"
        if meant == "null":
            if not text and self._open and isinstance(self._open[-1], list):
                raise _UnsureError  # where nothing stands has no line that all agree on
            return None
        if meant == "int" and _WHOLE.fullmatch(text):
            return int(text)
        if meant == "float" and _DECIMAL.fullmatch(text):
            return float(text)
        raise _UnsureError
