"""Arguments for a call that can be followed by hand: small sizes, and gates at 0, a half or 1.

The sizes of a task's cases say which axes belong together: those that are equal in all cases, and those that are
two to four times another one (the 4H columns of an LSTM). A draw is kept where the task's own reference makes
something of it that can be written in three decimals.
"""

from __future__ import annotations

import inspect
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from quizzes.checks.model import Plain, Task
from quizzes.checks.namespace import namespace_of
from quizzes.viva.written import by_hand, is_trivial, numbers_in

MOST_NUMBERS = 40  # of all arguments
_TRIES = 1500
_MOST_CASES = 8  # of a task, from which sizes are taken
_SIZES = (1, 1, 2, 2, 2, 3)
_UNITS = (0.0, 0.0, 1.0, 1.0, -1.0, 2.0)
_HALVES = (0.0, 0.5, 1.0, -0.5, 2.0, 1.5)
_GATES = (0.0, 0.5, 1.0)
_SWITCHES = (0.0, 0.0, 20.0, -20.0, 40.0)
_LOGS = (-0.5, -1.0, -2.0, -3.0)
_LARGE = (0.0, 16.0, -16.0, 32.0)
_SCALARS = (0.5, 1.0, 2.0, 3.0)
Leaf = tuple[tuple[int, ...], Plain]
Right = Callable[..., Plain]


@dataclass(frozen=True)
class Sizes:
    """Which axes of a task's arguments belong together."""

    base: tuple[tuple[int, ...], ...]  # the sizes of each free axis over the cases
    factors: Mapping[tuple[int, ...], tuple[int, int]]  # of any axis: which free one, and how many times it

    def size(self, over_cases: tuple[int, ...], chosen: Sequence[int]) -> int:
        """Return the size of an axis when the free ones have the chosen sizes."""
        if set(over_cases) == {1}:
            return 1
        place, times = self.factors[over_cases]
        return chosen[place] * times


def leaves(value: Plain, path: tuple[int, ...] = ()) -> Iterator[Leaf]:
    """Yield the arrays and scalars in arguments, with where they stand."""
    if isinstance(value, list | tuple):
        for k, part in enumerate(value):
            yield from leaves(part, (*path, k))
    else:
        yield path, value


def with_leaves(value: Plain, parts: Mapping[tuple[int, ...], Plain], path: tuple[int, ...] = ()) -> Plain:
    """Return arguments with other arrays and scalars in their places."""
    if isinstance(value, list | tuple):
        return type(value)(with_leaves(part, parts, (*path, k)) for k, part in enumerate(value))
    return parts[path]


def _alike(task: Task) -> list[tuple[Plain, ...]]:
    """Return the arguments of those cases that are built like the one with the fewest parts."""
    known = [case.arguments for case in task.cases if case.arguments]
    if not known:
        return []
    forms = [[(path, np.ndim(part)) for path, part in leaves(arguments)] for arguments in known]
    form = min(forms, key=len)
    return [arguments for arguments, other in zip(known, forms, strict=True) if other == form]


@lru_cache(maxsize=128)
def _sizes_of(key: tuple) -> Sizes:
    axes = sorted({axis for shapes in key for axis in shapes if set(axis) != {1}}, key=lambda axis: (sum(axis), axis))
    base: list[tuple[int, ...]] = []
    factors: dict[tuple[int, ...], tuple[int, int]] = {}
    for axis in axes:
        for place, other in enumerate(base):
            times = {a / b for a, b in zip(axis, other, strict=True)}
            if len(times) == 1 and (ratio := times.pop()) in ((2, 3, 4) if len(axis) > 1 else (4,)):
                factors[axis] = place, int(ratio)
                break
        else:
            times_all = math.gcd(*axis) if len(set(axis)) > 1 else 1  # 4H columns where H is nowhere an axis
            times_all = times_all if times_all in (3, 4) else 1
            base.append(tuple(size // times_all for size in axis))
            factors[axis] = len(base) - 1, times_all
    return Sizes(tuple(base), factors)


def _axes(alike: Sequence[tuple[Plain, ...]]) -> dict[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Return, for each array, the sizes of its axes over the cases."""
    shapes = [{path: np.shape(part) for path, part in leaves(arguments)} for arguments in alike]
    return {path: tuple(zip(*(shape[path] for shape in shapes), strict=True)) for path in shapes[0]}


def sizes_of(task: Task) -> Sizes:
    """Return which axes of a task's arguments belong together."""
    alike = _alike(task)
    return _sizes_of(tuple(_axes(alike).values())) if alike else Sizes((), {})


def hand_cases(
    task: Task, rng: random.Random, count: int, own: Right | None = None, names: Sequence[str] = ()
) -> list[tuple[Plain, ...]]:
    """Return arguments that can be followed by hand; fewer, or none, where few draws are such.

    A task that was recorded has no reference: there `own`, the learner's function, gives the result of a draw, and its
    parameters are the `names`.
    """
    alike = _alike(task)
    if not alike:
        return []
    recorded = task.answers is not None
    if recorded and own is None:
        return []
    right = own if recorded and own is not None else _right(task)
    names, found = (*names, *[""] * 99) if recorded else _names(task), []
    for _ in range(_TRIES):
        arguments = _drawn(alike, names, rng)
        if arguments is not None and _is_fine(right, arguments):
            found.append(arguments)
            if len(found) == count:
                break
    return found


def _drawn(alike: Sequence[tuple[Plain, ...]], names: Sequence[str], rng: random.Random) -> tuple[Plain, ...] | None:
    axes = _axes(alike)
    sizes = _sizes_of(tuple(axes.values()))
    chosen = [rng.choice(_SIZES) for _ in sizes.base]
    shapes = {path: tuple(sizes.size(axis, chosen) for axis in over) for path, over in axes.items()}
    if sum(int(np.prod(shape)) for shape in shapes.values()) > MOST_NUMBERS:
        return None
    every = [dict(leaves(arguments)) for arguments in alike]
    parts = {
        path: _part([each[path] for each in every], shapes[path], names[path[0]] if len(path) == 1 else "W", rng)
        for path in shapes
    }
    return with_leaves(alike[0], parts)


def _part(usual: Sequence[Plain], shape: tuple[int, ...], name: str, rng: random.Random) -> Plain:
    first = usual[0]
    if isinstance(first, np.ndarray):
        shares = all(((each >= 0) & (each <= 1)).all() for each in usual) and any(each.any() for each in usual)
        pick = _palette(first, name, rng, shares=shares)
        flat = [pick() for _ in range(int(np.prod(shape)))]
        return np.array(flat, dtype=first.dtype).reshape(shape)
    if isinstance(first, bool):
        return rng.random() < 0.5
    if isinstance(first, int):
        return rng.randint(1, 4)
    return rng.choice(_SCALARS) if isinstance(first, float) else first


def _palette(usual: np.ndarray, name: str, rng: random.Random, *, shares: bool) -> Callable[[], float]:
    """Return what draws the numbers of an array: what a weight may be is not what a state may be, nor what a share."""
    if usual.dtype.kind == "b":
        return lambda: rng.random() < 0.6
    if usual.dtype.kind in "iu":
        return lambda: rng.randint(1, 2)
    likely: tuple[tuple[float, ...], ...] = (_UNITS, _UNITS, _HALVES)
    if name in ("b", "z") or name.startswith(("W", "b_", "z_", "kernel", "recurrent", "bias")):
        likely = (_SWITCHES, _SWITCHES, _SWITCHES, _UNITS)
    elif name in ("i", "f", "o", "a") or shares:
        likely = (_GATES,)
    elif name == "c" or name.startswith(("c_", "all_c")):
        likely = (_LARGE, _LARGE, _UNITS)
    elif name.startswith("log") and (usual <= 0).all():
        likely = (_LOGS,)  # of probabilities
    elif name.startswith(("h_new", "all_h")):
        likely = (_GATES, _UNITS)
    numbers = rng.choice(likely)
    if rng.random() < 0.15:
        numbers = (0.0,)
    return lambda: rng.choice(numbers)


def _is_fine(right: Right, arguments: tuple[Plain, ...]) -> bool:
    """Say whether what is right makes something of them that can be written down."""
    with np.errstate(all="ignore"):
        try:
            value = right(*deepcopy(arguments))
        except Exception:  # noqa: BLE001  arguments drawn by chance may fit nothing
            return False
    given = [number for _, part in leaves(arguments) for number in numbers_in(part)]
    moved = len(set(map(repr, numbers_in(value)))) > 1 or len(list(numbers_in(value))) < 3
    return by_hand(value) and not is_trivial(value) and moved and any(given)


def _right(task: Task) -> Right:
    """Return a function that is right and ours: the reference, or a solution where that takes more."""
    if task.view is None and not any(case.beside for case in task.cases):
        return task.reference
    space: dict = {}
    for source in task.given.values():
        space |= namespace_of(source)
    source = next(iter(task.solutions.values()))
    space |= {"np": np}
    exec(compile(source, "<solution>", "exec"), space)
    return space[task.function]


def _names(task: Task) -> tuple[str, ...]:
    """Return the names of the arguments, as the reference has them."""
    try:
        return tuple(inspect.signature(task.reference).parameters)
    except (TypeError, ValueError):
        return ("",) * 99


def moved(arguments: Sequence[Plain]) -> tuple[Plain, ...]:
    """Return arguments of the same shapes whose numbers stand in other places, whole ones at most 1."""
    return with_leaves(deepcopy(tuple(arguments)), {path: _moved(part) for path, part in leaves(tuple(arguments))})


def _moved(part: Plain) -> Plain:
    if not isinstance(part, np.ndarray):
        return part
    return np.flip(np.minimum(part, 1) if part.dtype.kind in "iu" else part)


def _has_sizes(value: Plain) -> bool:
    """Say whether shapes of it say something: no count below 2, nothing that is empty."""
    if isinstance(value, list | tuple):
        return bool(value) and all(map(_has_sizes, value))
    return value > 1 if type(value) is int else np.size(value) > 0


def sized_case(task: Task, rng: random.Random, doubled: int = -1, *, drawn: bool = False) -> tuple[Plain, ...] | None:
    """Return the arguments of one of the task's cases: sizes that all differ; with `doubled` one is doubled.

    Sizes that are `drawn` are nobody else's; a function that wants certain ones ends with an error then. The same
    chance gives the same case, so that one call can be set beside the other.
    """
    alike = _alike(task)
    if not alike or doubled >= len(sizes_of(task).base):
        return None
    axes = _axes(alike)
    sizes = _sizes_of(tuple(axes.values()))
    differing = [len({over[k] for over in sizes.base}) for k in range(len(alike))]
    fitting = [k for k, count in enumerate(differing) if drawn or count == max(differing)]
    telling = [k for k in fitting if _has_sizes(alike[k])]
    usual_case = rng.choice((telling or fitting)[:_MOST_CASES])
    chosen = [over[usual_case] for over in sizes.base]
    usual, parts = dict(leaves(alike[usual_case])), {}
    if drawn and not any(type(part) is int for part in usual.values()):  # a count may belong to a size
        chosen = rng.sample(range(2, max(6, len(chosen)) + 2), len(chosen))
    if doubled >= 0:
        chosen[doubled] *= 2
    filler = np.random.default_rng(rng.randrange(2**32))
    for path, over in axes.items():
        part = usual[path]
        shape = tuple(sizes.size(axis, chosen) for axis in over)
        if isinstance(part, np.ndarray) and part.shape != shape:
            part = filler.choice(part.ravel(), size=shape).astype(part.dtype)
        parts[path] = deepcopy(part)
    return with_leaves(alike[usual_case], parts)
