"""Which cells a cell needs: read from their sources, by the names that they bind, use and may change."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence
from dataclasses import dataclass, field

_BUILTINS = frozenset(dir(builtins))


@dataclass
class CellNames:
    """The names of one cell."""

    binds: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)  # names that it takes from other cells
    changes: set[str] = field(default_factory=set)  # names whose objects it may write into: fit(layer), layer.b[:] = 0
    imports: set[str] = field(default_factory=set)  # packages, by their first name
    fixed: set[str] = field(default_factory=set)  # modules, functions and classes: nobody writes into them


def names_of(source: str) -> CellNames:
    """Return the names of a cell; none where it cannot be read, for then it will say so itself."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return CellNames()
    found = CellNames()
    bound: set[str] = set()
    for statement in tree.body:
        _Reader(found, bound).visit(statement)
    return found


class _Reader(ast.NodeVisitor):
    """Reads the names of one statement; what the cell has bound before is its own."""

    def __init__(self, found: CellNames, bound: set[str]) -> None:
        self.found, self.bound = found, bound

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.found.imports.add(alias.name.split(".")[0])
            self._bind(alias.asname or alias.name.split(".")[0], fixed=True)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.found.imports.add((node.module or "").split(".")[0])
        for alias in node.names:
            self._bind(alias.asname or alias.name, fixed=alias.name[:1].islower() or alias.name[1:2].islower())

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self._bind(node.id)
        elif node.id not in self.bound and node.id not in _BUILTINS:
            self.found.uses.add(node.id)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        for name in ast.walk(node.target):
            if isinstance(name, ast.Name):
                self._use_and_change(name.id)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        for target in node.targets:
            self._written(target)
            self.visit(target)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self.visit(node.value)
        self.visit(node.target)

    def visit_For(self, node: ast.For) -> None:
        self.visit(node.iter)
        self.visit(node.target)
        for each in [*node.body, *node.orelse]:
            self.visit(each)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.bound.add(node.name)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        places = [*node.args, *(word.value for word in node.keywords)]
        if isinstance(node.func, ast.Attribute):
            places.append(node.func.value)
        for place in places:
            root = place
            while isinstance(root, ast.Attribute | ast.Subscript | ast.Starred):
                root = root.value
            if isinstance(root, ast.Name):
                self._use_and_change(root.id)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._definition(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._definition(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._inside(node)

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._inside(node)

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp  # type: ignore[assignment]

    def _definition(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        self._bind(node.name, fixed=True)
        self._inside(node)

    def _inside(self, node: ast.AST) -> None:
        """Read a scope of its own: names that it binds are not the cell's."""
        own = CellNames()
        local = {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
        local |= {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
        local |= {
            each.name for each in ast.walk(node)
            if isinstance(each, ast.FunctionDef | ast.ClassDef) and each is not node
        }  # fmt: skip
        for each in ast.walk(node):
            if isinstance(each, ast.alias):
                local.add(each.asname or each.name.split(".")[0])
        reader = _Reader(own, self.bound | local)
        for child in ast.iter_child_nodes(node):
            reader.visit(child)
        self.found.uses |= own.uses - local
        self.found.changes |= own.changes - local
        self.found.imports |= own.imports

    def _bind(self, name: str, *, fixed: bool = False) -> None:
        self.found.binds.add(name)
        self.bound.add(name)
        (self.found.fixed.add if fixed else self.found.fixed.discard)(name)

    def _written(self, target: ast.expr) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            for each in target.elts:
                self._written(each)
        root = target
        while isinstance(root, ast.Attribute | ast.Subscript | ast.Starred):
            root = root.value
        if root is not target and isinstance(root, ast.Name):
            self._use_and_change(root.id)

    def _use_and_change(self, name: str) -> None:
        if name not in _BUILTINS:
            self.found.changes.add(name)
            if name not in self.bound:
                self.found.uses.add(name)


def needed(sources: Sequence[str], target: int) -> list[int]:
    """Return the numbers of the earlier cells that a cell needs, in their order."""
    names = [names_of(source) for source in sources[: target + 1]]
    fixed: set[str] = set()
    for each in names:
        fixed = (fixed - each.binds) | each.fixed
    wanted, found = set(names[target].uses), []
    for number in range(target - 1, -1, -1):
        cell = names[number]
        if cell.binds & wanted or (cell.changes & wanted) - fixed:
            found.append(number)
            wanted |= cell.uses
    return found[::-1]
