"""Scenes show what their sentences say; strips show their numbers, and cannot be cut at white columns."""

import re

import numpy as np
import pytest

from lstm_lib.data import draw_numbers, make_scenes, make_strips, numbers_of
from lstm_lib.data.scenes import COLOURS, SENTENCES, SHAPES

rng = np.random.default_rng


def found_colour(part):
    """The colour whose hue the brightest pixels of a part have."""
    bright = part.reshape(-1, 3)[part.reshape(-1, 3).max(axis=1) > 0.5].mean(axis=0)
    hues = {name: np.array(hue) / np.linalg.norm(hue) for name, hue in COLOURS.items()}
    return max(hues, key=lambda name: hues[name] @ bright)


def test_every_sentence_is_different_and_its_words_are_known():
    assert len(set(SENTENCES)) == len(SENTENCES) == 512
    vocabulary = make_scenes(1, rng(0)).vocabulary
    assert vocabulary.decode(vocabulary.encode(list(SENTENCES))) == list(SENTENCES)


def test_a_scene_shows_what_its_sentence_says():
    scenes = make_scenes(200, rng(0))
    for picture, sentence in zip(scenes.pictures, scenes.sentences, strict=True):
        _, colour, _, *place, _, other, _ = sentence.split()
        halves = (picture[:8], picture[8:]) if place == ["above"] else (picture[:, :8], picture[:, 8:])
        assert tuple(map(found_colour, halves)) == (colour, other), sentence


def test_shapes_cover_what_their_names_say():
    """A square covers most, a cross least; a circle is between; a triangle has its mass below."""
    ink = {}
    for shape in SHAPES:
        pictures = make_scenes(50, rng(1), [f"a red {shape} left of a blue square"]).pictures[:, :, :8, 0] > 0.5
        ink[shape] = pictures.sum(axis=(1, 2)).mean()
        rows = pictures.any(axis=2)
        middle = (rows * np.arange(16)).sum(axis=1) / rows.sum(axis=1)
        mass = (pictures.sum(axis=2) * np.arange(16)).sum(axis=1) / pictures.sum(axis=(1, 2))
        assert (mass > middle + 0.3).all() == (shape == "triangle")
    assert ink["square"] > ink["circle"] > ink["triangle"]
    assert ink["circle"] > ink["cross"]


def test_scenes_are_the_same_for_the_same_generator_and_stay_in_range():
    one, two = make_scenes(20, rng(3)), make_scenes(20, rng(3))
    np.testing.assert_array_equal(one.pictures, two.pictures)
    assert one.sentences == two.sentences
    assert one.pictures.dtype == np.float32
    assert one.pictures.min() >= 0
    assert one.pictures.max() <= 1


def test_every_sentence_is_drawn_about_as_often():
    scenes = make_scenes(25, rng(0), SENTENCES[:10])
    counts = sorted(scenes.sentences.count(sentence) for sentence in SENTENCES[:10])
    assert counts == [2] * 5 + [3] * 5
    assert set(make_scenes(8, rng(0)).sentences) != set(SENTENCES[:8])


def test_a_strip_reads_as_its_number():
    numbers = ["7", "1066", "00", "9876543210"]
    strips = make_strips(numbers, rng(0))
    assert strips.numbers == numbers
    assert numbers_of(strips.targets) == numbers
    assert strips.targets[1].tolist()[:5] == [2, 1, 7, 7, 0]
    assert (strips.x[~strips.mask] == 0).all()
    assert strips.x.dtype == np.float32
    assert strips.x.min() >= 0
    assert strips.x.max() <= 1
    ink = strips.x.sum(axis=2)
    assert (ink.max(axis=1) > 3).all()


def test_digits_have_holes_where_they_should():
    """The middle of a 0 is white, that of a 1 is not."""
    for digit, white in (("0", True), ("1", False)):
        strips = make_strips([digit] * 40, rng(0))
        middles = []
        for x in strips.x:
            columns = np.flatnonzero(x.max(axis=1) > 0.5)
            rows = np.flatnonzero(x.max(axis=0) > 0.5)
            middle = x[(columns[0] + columns[-1]) // 2, rows[0] + 4 : rows[-1] - 3]
            middles.append(middle.min() < 0.3)
        assert (np.mean(middles) > 0.9) == white


def test_strips_cannot_all_be_cut_at_white_columns():
    """In part of the strips neighbours touch: the runs of inked columns are fewer than the digits."""
    strips = make_strips(draw_numbers(200, rng(0), longest=4), rng(1))
    touching = 0
    for x, number in zip(strips.x, strips.numbers, strict=True):
        inked = x.max(axis=1) > 0.3
        runs = inked[0] + (inked[1:] & ~inked[:-1]).sum()
        touching += runs < len(number)
    assert 20 < touching < 180


def test_the_same_number_never_looks_the_same():
    x = make_strips(["35"] * 10, rng(0)).x
    assert min(np.abs(a - b).sum() for k, a in enumerate(x) for b in x[:k]) > 5


def test_neighbours_that_are_kept_back_are_in_no_number():
    without = {"10", "66", "07"}
    numbers = draw_numbers(2000, rng(0), without)
    assert not any(pair in number for number in numbers for pair in without)
    pairs = {number[k : k + 2] for number in numbers for k in range(len(number) - 1)}
    assert len(pairs) == 97
    assert {len(number) for number in numbers} == {2, 3, 4, 5}


WRONG = [
    (lambda: make_scenes(0, rng(0)), "N: expected a whole number from 1 up, got int 0"),
    (lambda: make_scenes(3, 0), "rng: expected np.random.default_rng(seed), got int 0"),
    (lambda: make_scenes(3, rng(0), ["a pink elephant"]),
     "sentences: expected some of lstm_lib.data.scenes.SENTENCES, got list ['a pink elephant']"),
    (lambda: make_scenes(3, rng(0), []), "sentences: expected some of lstm_lib.data.scenes.SENTENCES, got list []"),
    (lambda: make_strips([], rng(0)), "numbers: expected a list of texts, got list []"),
    (lambda: make_strips("12", rng(0)), "numbers: expected a list of texts, got str '12'"),
    (lambda: make_strips(["12", ""], rng(0)), "numbers: expected texts of digits, got str ''"),
    (lambda: make_strips(["1a"], rng(0)), "numbers: expected texts of digits, got str '1a'"),
    (lambda: make_strips(["٣"], rng(0)), "numbers: expected texts of digits, got str '٣'"),
    (lambda: make_strips([12], rng(0)), "numbers: expected texts of digits, got int 12"),
    (lambda: draw_numbers(0, rng(0)), "N: expected a whole number from 1 up, got int 0"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[message for _, message in WRONG])
def test_what_cannot_be_drawn_is_named(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
