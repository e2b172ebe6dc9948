"""What of a Python module can be changed: cosmic-ray says it. The same sources and seed give the same sample."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

# Annotations hold most of the bars of our sources, and are never evaluated; `is` in the place of `==` is another style.
LEFT_OUT = ("BinaryOperator_BitOr", "_Is", "_IsNot")


@dataclass(frozen=True)
class Mutant:
    """One change of one module."""

    path: str  # from the project's folder
    source: str  # the module as it is
    changed: str

    @property
    def line(self) -> str:
        """The file, and the first line that differs, before and after."""
        pairs = zip(self.source.splitlines(), self.changed.splitlines(), strict=False)
        before, after = next((a.strip(), b.strip()) for a, b in pairs if a != b)
        return f"{self.path}: {before}  ->  {after}"


def sample(root: Path, paths: Iterable[str], count: int, seed: int) -> list[Mutant]:
    """Return so many mutants of the modules; a change that leaves the program the same is none."""
    places = [place for path in paths for place in _places(root, path)]
    random.Random(seed).shuffle(places)
    return list(islice((mutant for place in places if (mutant := _made(root, *place))), count))


def _places(root: Path, path: str) -> Iterator[tuple[str, str, int]]:
    nodes = list(ast_nodes(get_ast((root / path).read_text(encoding="utf-8"))))
    for name in operator_names():
        operator = get_operator(name)
        if operator.arguments() or any(part in name for part in LEFT_OUT):
            continue
        count = sum(len(list(operator().mutation_positions(node))) for node in nodes)
        yield from ((path, name, place) for place in range(count))


def _made(root: Path, path: str, operator: str, occurrence: int) -> Mutant | None:
    source = (root / path).read_text(encoding="utf-8")
    try:
        changed = mutate_code(source, get_operator(operator)(), occurrence)
    except AttributeError:  # its operator for exceptions knows no name with a dot
        return None
    return None if changed is None or _same(source, changed) else Mutant(path, source, changed)


def _same(source: str, changed: str) -> bool:
    try:
        return ast.dump(ast.parse(source)) == ast.dump(ast.parse(changed))
    except SyntaxError:
        return True
