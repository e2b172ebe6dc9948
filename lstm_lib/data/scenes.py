"""Small pictures of two things with a sentence each: what a captioner learns, and what it has never seen together."""

from itertools import product
from typing import NamedTuple

import numpy as np

from lstm_lib.data.dates import Vocabulary
from lstm_lib.types import Array, Rng
from lstm_lib.validate import check_rng, check_size, describe

SIZE = 16  # pixels of a side
SHAPES = ("square", "circle", "triangle", "cross")
COLOURS = {"red": (1.0, 0.1, 0.1), "green": (0.1, 0.8, 0.1), "blue": (0.2, 0.3, 1.0), "yellow": (1.0, 0.9, 0.1)}
PLACES = ("above", "left of")
WORDS = ("a", *COLOURS, *SHAPES, "above", "left", "of")
SENTENCES = tuple(
    f"a {one} {shape} {place} a {other} {second}"
    for one, shape, place, other, second in product(COLOURS, SHAPES, PLACES, COLOURS, SHAPES)
)


class Scenes(NamedTuple):
    """Pictures beside the sentences that describe them.

    Attributes
    ----------
    pictures : (N, 16, 16, 3) ndarray
        Red, green and blue of each pixel, in [0, 1].
    sentences : list of str
        N texts, such as "a red square above a blue circle".
    target : (N, U) ndarray of int
        Ids of the words.
    vocabulary : `Vocabulary`
        The words.
    """

    pictures: np.ndarray
    sentences: list[str]
    target: np.ndarray
    vocabulary: Vocabulary


def make_scenes(N: int, rng: Rng, sentences: tuple[str, ...] | list[str] = SENTENCES) -> Scenes:
    """Draw pictures of two coloured shapes, one above the other or left of it.

    Parameters
    ----------
    N : int
        How many.
    rng : numpy.random.Generator
        Draws the sentences, and size, place and brightness of what they speak of.
    sentences : tuple of str, optional
        What to draw, each about as often; all 512 of ``lstm_lib.data.scenes.SENTENCES`` if nothing is said. Keep some
        back and ask for them later: their words are known, and their combination is not.

    Returns
    -------
    `Scenes`
        Pictures and sentences.

    Raises
    ------
    ValueError
        If a sentence is none of those that can be drawn.

    Examples
    --------
    >>> scenes = make_scenes(3, np.random.default_rng(0), ["a red square above a blue circle"])
    >>> scenes.pictures.shape, scenes.sentences[0], scenes.vocabulary.decode(scenes.target)[0] == scenes.sentences[0]
    ((3, 16, 16, 3), 'a red square above a blue circle', True)
    """
    check_size("N", N)
    check_rng(rng)
    unknown = sorted(set(sentences) - set(SENTENCES))
    if unknown or not len(sentences):
        raise ValueError(f"sentences: expected some of lstm_lib.data.scenes.SENTENCES, got {describe(unknown)}")
    order = rng.permutation(len(sentences))                           # all of them before one comes again
    drawn = [sentences[order[k]] for k in rng.permutation(N) % len(sentences)]
    pictures = np.stack([_picture(sentence, rng) for sentence in drawn])
    vocabulary = Vocabulary(WORDS, between=" ")
    return Scenes(pictures, drawn, vocabulary.encode(drawn), vocabulary)


def _picture(sentence: str, rng: Rng) -> Array:
    """One picture, in float32."""
    picture = np.full((SIZE, SIZE, 3), rng.uniform(0, 0.15))
    _, colour, shape, *place, _, other, second = sentence.split()
    for part, (hue, form) in enumerate(((colour, shape), (other, second))):
        along, across = 3.5 + 8 * part + rng.uniform(-0.4, 0.4), rng.uniform(6.5, 8.5)
        row, column = (along, across) if place == ["above"] else (across, along)
        painted = _inside(form, row, column, radius=rng.uniform(2.9, 3.4))
        picture[painted] = rng.uniform(0.75, 1) * np.array(COLOURS[hue])
    picture += rng.normal(0, 0.03, picture.shape)
    return np.clip(picture, 0, 1).astype(np.float32)


def _inside(form: str, row: float, column: float, radius: float) -> Array:
    """True where a shape of that radius around a place covers a pixel."""
    down, right = np.mgrid[:SIZE, :SIZE]
    down, right = (down - row) / radius, (right - column) / radius
    inside = (abs(down) <= 1) & (abs(right) <= 1)
    if form == "square":
        return inside
    if form == "circle":
        return down**2 + right**2 <= 1
    if form == "triangle":
        return inside & (abs(right) <= (1 + down) / 2)
    return inside & ((abs(down) <= 0.35) | (abs(right) <= 0.35))
