"""Questions on shapes: of intermediate values as the learner's code makes them, and how often a line computes one."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from quizzes.checks.model import Call, Plain, Read, ReplyKind, Request, Task
from quizzes.viva.answers import Field, FieldKind
from quizzes.viva.code import Function, line_shown, parsed, segment
from quizzes.viva.numbers import leaves, moved, sized_case, sizes_of
from quizzes.viva.question import Question, QuestionKind, Rerun, chance
from quizzes.viva.reading import loop_around, shown_loop
from quizzes.viva.subject import Subject, Workshop, in_a_row

NOTE, NOTES, BEGIN = "_viva_note_", "_viva_notes_", "_viva_begin_"
_MOST_NOTES, _ASKED = 4000, 3
# What runs beside the learner's code: it keeps the shape of each value that passes.
_PROGRAM = f"""
{NOTES} = []
def {BEGIN}():
    {NOTES}.clear()
def {NOTE}(number, value):
    if len({NOTES}) < {_MOST_NOTES}:
        shape = getattr(value, "shape", None)
        {NOTES}.append([number, list(shape) if type(shape) is tuple else None])
    return value
"""
Found = tuple[Question, tuple[int, ...]]


@dataclass(frozen=True)
class Mark:
    """One value that is looked at: an expression, or a name behind the statement that assigns it."""

    node: ast.expr | ast.Assign
    text: str

    @property
    def place(self) -> tuple:
        """Return where it stands, and what it is."""
        node = self.node
        return type(node), node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def _marks(function: Function) -> list[Mark]:
    """Return what is looked at: names that are assigned, and products."""
    found: list[Mark] = []

    def visit(node: ast.AST) -> None:
        if isinstance(
            node, ast.FunctionDef | ast.Lambda | ast.ListComp | ast.GeneratorExp | ast.DictComp | ast.SetComp
        ):
            return
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            found.append(Mark(node, " ".join(segment(function.source, node).split())))
        if isinstance(node, ast.Assign):
            targets = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else node.targets
            found.extend(Mark(node, each.id) for each in targets if isinstance(each, ast.Name))
        for child in ast.iter_child_nodes(node):
            visit(child)

    for statement in function.statements:
        visit(statement)
    return found


def _marked(function: Function, marks: Sequence[Mark]) -> str:
    """Return the cell's source with a note of each value."""
    places: dict[tuple, list[int]] = defaultdict(list)
    for k, mark in enumerate(marks):
        places[mark.place].append(k)

    class Noting(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            is_marked = isinstance(node, ast.BinOp | ast.Assign)
            numbers = places.get(Mark(node, "").place, []) if is_marked else []  # type: ignore[arg-type]
            node = self.generic_visit(node)
            if not numbers:
                return node
            if isinstance(node, ast.BinOp):
                return _note(numbers[0], node)
            return [node, *(ast.Expr(_note(k, ast.Name(marks[k].text, ast.Load()))) for k in numbers)]

    tree = parsed(function.source)
    assert tree is not None
    return f"{_PROGRAM}\n{ast.unparse(ast.fix_missing_locations(Noting().visit(tree)))}"


def _note(number: int, value: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(NOTE, ast.Load()), [ast.Constant(number), value], [])


def shape_questions(shop: Workshop) -> Iterator[Found]:
    """Yield questions on shapes and counts for arguments of sizes that all differ."""
    marks = _marks(shop.subject.function)
    key = repr(shop.rng.random())
    for drawn in (True, False):  # sizes of their own, and those of the task where its function wants certain ones
        found = list(_asked(shop, marks, key, drawn=drawn))
        if found:
            yield from found
            return


def _asked(shop: Workshop, marks: Sequence[Mark], key: str, *, drawn: bool) -> Iterator[Found]:
    subject, task = shop.subject, shop.subject.task
    sized = sized_case(task, chance(key), drawn=drawn) if task is not None else None
    arguments = sized or (subject.cases[0] if subject.cases else None)
    if arguments is None:
        return
    if marks:
        source = _marked(subject.function, marks)
        requests: list[Request] = []
        for each in (arguments, moved(arguments)):
            requests += [Call(BEGIN, ()), subject.request(each), Read(NOTES)]
        number = shop.bench.try_out(subject.function.cell, source, requests)
        reply, notes = shop.bench.reply(number, 1), shop.bench.reply(number, 2)
        if reply.kind is ReplyKind.VALUE and notes.kind is ReplyKind.VALUE:
            seen, other = _seen(notes.value, len(marks)), _seen(shop.bench.reply(number, 5).value, len(marks))
            seen = {k: shapes for k, shapes in seen.items() if shapes == other[k]}  # what sizes alone decide
            yield from _of_intermediates(shop, arguments, marks, seen, number)
            yield from _of_counts(shop, arguments, marks, seen, number)
    if task is not None and sized is not None:
        yield from _doubled(shop, sized, [sized_case(task, chance(key), k, drawn=drawn) for k in _axes_of(task)])


def _axes_of(task: Task) -> range:
    return range(len(sizes_of(task).base))


def _seen(notes: Plain, count: int) -> dict[int, list[tuple[int, ...] | None]]:
    """Return the shapes that were seen, by expression; what the learner's process says is taken apart with care."""
    seen: dict[int, list[tuple[int, ...] | None]] = defaultdict(list)
    for note in notes if isinstance(notes, list) else []:
        if isinstance(note, list) and len(note) == 2 and type(note[0]) is int and 0 <= note[0] < count:
            shape = note[1]
            fine = isinstance(shape, list) and all(type(size) is int for size in shape)
            seen[note[0]].append(tuple(shape) if fine else None)
    return seen


def _of_intermediates(
    shop: Workshop, arguments: tuple[Plain, ...], marks: Sequence[Mark], seen: dict, number: int
) -> Iterator[Found]:
    subject = shop.subject
    fine = {
        k: shapes[0]
        for k, shapes in seen.items()
        if len(set(shapes)) == 1 and shapes[0] is not None and len(shapes[0]) <= 4
    }
    lines = {k: line_shown(subject.function.source, subject.function.node, marks[k].node.lineno) for k in fine}
    names = zip(subject.parameters(arguments), arguments, strict=True)
    same = {name: value.shape for name, value in names if isinstance(value, np.ndarray)}  # the question says these
    own = [k for k in fine if len(marks[k].text) <= 60 and lines[k] and same.get(marks[k].text) != fine[k]]
    drawn = shop.rng.sample(own, len(own))
    drawn = list({(marks[k].text, fine[k]): k for k in drawn}.values())
    pool = list({(lines[k], fine[k]): k for k in drawn}.values())  # of a line each shape once
    shop.rng.shuffle(pool)
    pool = _different_first(pool, fine)
    for start in range(0, len(pool), _ASKED):
        chosen = sorted(pool[start : start + _ASKED])
        if not chosen:
            return
        asked = [f"`{marks[k].text}` (line {lines[k]})" for k in chosen]
        several = "What are the shapes of" if len(chosen) > 1 else "What is the shape of"
        key = "; ".join(f"{marks[k].text}: {fine[k]}" for k in chosen)
        values = tuple([list(fine[k]) for k in chosen])
        rerun = Rerun(
            shop.cells,
            f"{subject.setup(arguments)}\n{subject.call(arguments)}",
            tuple(marks[k].text for k in chosen),
            values,
        )
        yield Question(
            QuestionKind.SHAPES, subject.name,
            f"Your `{subject.function.name}` is called with {_described(subject, arguments)}. "
            f"{several} {in_a_row(asked)}?",
            key, 2 * len(chosen), code=subject.code, see=subject.see, rerun=rerun,
            fields=tuple(Field(FieldKind.SHAPE, f"`{marks[k].text}`", fine[k]) for k in chosen),
            evidence="Noted while the code ran in the sandbox, twice.",
        ), (number,)  # fmt: skip


def _different_first(places: Sequence[int], shapes: Mapping[int, tuple[int, ...]]) -> list[int]:
    """Return places so that those that stand together have different shapes, as far as there are."""
    waiting, ordered = list(places), []
    while waiting:
        seen: set[tuple[int, ...]] = set()
        for place in list(waiting):
            if shapes[place] not in seen:
                seen.add(shapes[place])
                ordered.append(place)
                waiting.remove(place)
    return ordered


def _of_counts(
    shop: Workshop, arguments: tuple[Plain, ...], marks: Sequence[Mark], seen: dict, number: int
) -> Iterator[Found]:
    subject = shop.subject
    for k, shapes in seen.items():
        line = line_shown(subject.function.source, subject.function.node, marks[k].node.lineno)
        if 2 <= len(shapes) <= 20 and line:
            yield Question(
                QuestionKind.COUNT, subject.name,
                f"Your `{subject.function.name}` is called with {_described(subject, arguments)}. How many times is "
                f"`{marks[k].text[:80]}` (line {line}) computed, and what decides that?",
                f"{len(shapes)} times. {_decided(subject.function, marks[k].node)}", 4,
                code=subject.code, see=subject.see,
                fields=(Field(FieldKind.NUMBER, "How many times", len(shapes)),),
                evidence="Counted while the code ran in the sandbox, twice.",
                rerun=Rerun(shop.cells, subject.setup(arguments), (), (line, len(shapes))),
            ), (number,)  # fmt: skip
            return


def _decided(function: Function, node: ast.AST) -> str:
    """Return what a count comes from."""
    loop = loop_around(function, node)
    if loop is None:
        return "The function calls itself."
    line = line_shown(function.source, function.node, loop.lineno)
    return f"Line {line} decides it: `{shown_loop(function, loop)}`, and any loop around that."


def _doubled(shop: Workshop, sized: tuple[Plain, ...], cases: Sequence[tuple[Plain, ...] | None]) -> Iterator[Found]:
    """Yield the question which shape the result has when all axes of one size are twice as long."""
    subject = shop.subject
    made = [case for case in (sized, *cases) if case is not None]
    requests = [subject.request(form) for case in made for form in (case, moved(case))]
    number = shop.attempt(subject.function.source, requests)
    pairs = [[_result_shape(shop.bench.reply(number, 2 * k + j).value) for j in (0, 1)] for k in range(len(made))]
    results = [one if one == other else "" for one, other in pairs]  # what sizes alone decide
    places = [k for k in range(1, len(results)) if results[k]]
    shop.rng.shuffle(places)
    if not results[0]:
        return
    for k in places:
        others = [result for j, result in enumerate(results) if result and result != results[k] and j != k]
        others = list(dict.fromkeys(others))
        if len(others) < 2 or results[k] == results[0]:
            continue
        options = [results[k], *others[:3]]
        shop.rng.shuffle(options)
        case = cases[k - 1]
        assert case is not None
        yield Question(
            QuestionKind.WHAT_IF, subject.name,
            f"For {_described(subject, sized)} your `{subject.function.name}` returns {results[0]}. One size is "
            f"doubled: now it is called with {_described(subject, case)}. Which shapes come back?",
            results[k], 5, code=subject.code, options=tuple(options), see=subject.see,
            fields=(Field(FieldKind.CHOICE, "The shapes", (results[k],), tuple(options)),),
            evidence="Each option is what the code returned when another size was doubled.",
            rerun=Rerun(shop.cells, subject.setup(case), (subject.call(case),), (results[k],)),
        ), (number,)  # fmt: skip
        return


def _result_shape(value: Plain) -> str:
    shapes = [np.shape(part) for _, part in leaves(value) if isinstance(part, np.ndarray)]
    return ", ".join(map(str, shapes)) if shapes and len(shapes) <= 6 else ""


def _described(subject: Subject, arguments: Sequence[Plain]) -> str:
    """Return the arguments by their shapes, scalars by their values."""
    words = []
    for name, value in zip(subject.parameters(arguments), arguments, strict=True):
        if isinstance(value, np.ndarray):
            words.append(f"`{name}` {value.shape}")
        elif isinstance(value, list | tuple):
            parts = [part for _, part in leaves(value)]
            arrays = any(isinstance(part, np.ndarray) for part in parts)
            words.append(
                f"`{name}` of {', '.join(str(np.shape(part)) for part in parts)}" if arrays else f"`{name}` = {value}"
            )
        else:
            words.append(f"`{name}` = {value}")
    return in_a_row(words)
