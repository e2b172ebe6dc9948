"""Numbers drawn with the digits of a font, distorted, as strips of pixel columns: small handwriting to be read."""

import functools
from typing import NamedTuple

import numpy as np

from lstm_lib.types import Array, Rng
from lstm_lib.validate import check_rng, check_size, describe

HEIGHT = 16  # pixels, the features of a column
BLANK = 0  # the class that writes nothing; digit d is class d + 1
FORMS = 40  # distorted drawings of each digit, of which every strip takes some
FINE = 3  # points a pixel and direction, for grey edges


class Strips(NamedTuple):
    """Pictures of numbers, a column of pixels a step, beside the numbers.

    Attributes
    ----------
    x : (N, T, 16) ndarray
        Ink of each pixel, in [0, 1], the columns from left to right; zero after the last.
    numbers : list of str
        N texts, such as "4071".
    targets : (N, U) ndarray of int
        Classes of the digits, 1 to 10, then blanks (0): what `lstm_lib.ctc_loss` takes.
    mask : (N, T) ndarray of bool
        True at the columns of the picture.
    """

    x: np.ndarray
    numbers: list[str]
    targets: np.ndarray
    mask: np.ndarray


def make_strips(numbers: list[str], rng: Rng) -> Strips:
    """Draw each number as a strip, no two alike.

    Parameters
    ----------
    numbers : list of str
        Digits, at least one each.
    rng : numpy.random.Generator
        Draws which form a digit has, how close it stands to the next, how dark it is, and dirt.

    Returns
    -------
    `Strips`
        The strips.

    Raises
    ------
    ValueError
        If a text has other characters than digits, or none.

    Notes
    -----
    The digits are those of DejaVu Sans, which ships with matplotlib: leaned, turned, stretched and shifted, in 40
    forms each that are the same in every call. Neighbours touch or overlap now and then, so a strip cannot be cut
    into digits where it is white.

    Examples
    --------
    >>> strips = make_strips(["7", "1066"], np.random.default_rng(0))
    >>> strips.x.shape[2], strips.targets
    (16, array([[8, 0, 0, 0],
           [2, 1, 7, 7]]))
    """
    check_rng(rng)
    if not isinstance(numbers, list | tuple) or not len(numbers):
        raise ValueError(f"numbers: expected a list of texts, got {describe(numbers)}")
    for number in numbers:
        if not isinstance(number, str) or not number.isascii() or not number.isdigit():
            raise ValueError(f"numbers: expected texts of digits, got {describe(number)}")
    drawn = [_strip(number, rng) for number in numbers]
    longest = max(map(len, drawn))
    x = np.zeros((len(drawn), longest, HEIGHT), np.float32)
    for row, strip in zip(x, drawn, strict=True):
        row[: len(strip)] = strip
    targets = np.full((len(numbers), max(map(len, numbers))), BLANK)
    for classes, number in zip(targets, numbers, strict=True):
        classes[: len(number)] = [int(digit) + 1 for digit in number]
    mask = np.arange(longest) < np.array([[len(strip)] for strip in drawn])
    return Strips(x, list(numbers), targets, mask)


def draw_numbers(N: int, rng: Rng, without: set[str] | frozenset[str] = frozenset(), longest: int = 5) -> list[str]:
    """Draw numbers of two digits and more in which certain neighbours are not found.

    Parameters
    ----------
    N : int
        How many.
    rng : numpy.random.Generator
        Draws them.
    without : set of str, optional
        Pairs of digits, such as {"10", "66"}, that never stand side by side.
    longest : int, optional
        The most digits of a number, from 2 up.

    Returns
    -------
    list of str
        The numbers; a number may be there twice.

    Examples
    --------
    >>> numbers = draw_numbers(100, np.random.default_rng(0), without={"10", "66"})
    >>> any("10" in number or "66" in number for number in numbers), {len(number) for number in numbers}
    (False, {2, 3, 4, 5})
    """
    check_size("N", N)
    check_rng(rng)
    numbers: list[str] = []
    while len(numbers) < N:
        number = "".join(map(str, rng.integers(0, 10, rng.integers(2, longest + 1))))
        if not any(number[k : k + 2] in without for k in range(len(number) - 1)):
            numbers.append(number)
    return numbers


def numbers_of(targets: Array) -> list[str]:
    """Turn classes into texts: 1 to 10 are digits, and blanks are left out.

    Parameters
    ----------
    targets : (N, U) ndarray of int
        Classes, as ``targets`` of `Strips` and as ``predict`` gives them.

    Returns
    -------
    list of str
        The numbers.

    Examples
    --------
    >>> numbers_of(np.array([[8, 0, 0], [2, 1, 7]]))
    ['7', '106']
    """
    return ["".join(str(k - 1) for k in row if k != BLANK) for row in targets.tolist()]


def _strip(number: str, rng: Rng) -> Array:
    """The columns of one number, (T, 16)."""
    forms = [_forms()[int(digit)][rng.integers(FORMS)] for digit in number]
    gaps = rng.integers(-2, 2, len(number))                           # -2: two digits share two columns
    places = np.cumsum([2, *(len(form) + gap for form, gap in zip(forms, gaps, strict=True))])
    strip = np.zeros((places[-1] + 3, HEIGHT))
    for form, place in zip(forms, places, strict=False):
        part = strip[place : place + len(form)]
        np.maximum(part, rng.uniform(0.7, 1) * form, out=part)
    strip += rng.normal(0, 0.05, strip.shape)
    return np.clip(strip, 0, 1)


@functools.cache
def _forms() -> list[list[Array]]:
    """Forty drawings (columns, 16) of each digit."""
    rng = np.random.default_rng(0)
    return [[_drawing(outline, rng) for _ in range(FORMS)] for outline in _outlines()]


def _outlines() -> list[tuple[Array, Array]]:
    """Corners and kinds of corners of each digit, one unit high, its middle at zero."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    outlines = []
    for digit in "0123456789":
        path = TextPath((0, 0), digit, size=1, prop=FontProperties(family="DejaVu Sans"))
        corners = path.vertices - (path.vertices.min(axis=0) + path.vertices.max(axis=0)) / 2
        outlines.append((corners / np.ptp(corners[:, 1]), path.codes))
    return outlines


def _drawing(outline: tuple[Array, Array], rng: Rng) -> Array:
    """One distorted digit as ink (columns, 16)."""
    from matplotlib.path import Path

    corners, codes = outline
    angle, lean = rng.normal(0, 0.1), rng.normal(0, 0.2)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    wide, high = HEIGHT * rng.uniform(0.6, 0.85, 2)
    corners = corners @ np.array([[1.0, 0.0], [lean, 1.0]]) @ turn * (wide, high)
    corners = corners + 0.3 * np.sin(corners[:, ::-1] / 2 + rng.uniform(0, 6, 2))      # a hand that shakes
    columns = int(np.ceil(np.ptp(corners[:, 0]))) + 1
    corners = corners + (columns / 2 - (corners[:, 0].max() + corners[:, 0].min()) / 2, HEIGHT / 2 + rng.uniform(-1, 1))
    right, down = (np.mgrid[: columns * FINE, : HEIGHT * FINE] + 0.5) / FINE
    points = np.column_stack([right.ravel(), HEIGHT - down.ravel()])
    outlines = Path(corners, codes).to_polygons(closed_only=True)
    inside = np.logical_xor.reduce([Path(outline).contains_points(points) for outline in outlines])  # holes, too
    return inside.reshape(columns, FINE, HEIGHT, FINE).mean(axis=(1, 3))
