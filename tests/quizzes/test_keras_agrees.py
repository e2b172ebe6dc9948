"""Variants are computed by lstm_lib, which is quick; Keras, of which they speak, gives the same keys."""

import numpy as np
import pytest
from late import Late

from quizzes import Outcome, judge, load_bank
from quizzes.variants import COUNT, values_of

BANK = load_bank()
layers = Late("keras.layers")


def zeros(p):
    return np.zeros((p["batch"], p["steps"], p["features"]), np.float32)


def by_hand(p):
    layer = layers.LSTM(1, unit_forget_bias=False, bias_initializer="zeros")
    layer.build((None, None, 1))
    layer.set_weights([np.full_like(weight, p["w"]) for weight in layer.get_weights()])
    return layer(np.full((1, 1, 1), p["x"], np.float32))


KERAS = {
    "states-sequence-shape": lambda p: layers.LSTM(p["units"], return_sequences=True)(zeros(p)).shape,
    "states-last-shape": lambda p: layers.LSTM(p["units"])(zeros(p)).shape,
    "states-stack-shape": lambda p: layers.LSTM(p["lower"], return_sequences=True)(zeros(p)).shape,
    "states-bidirectional-shape": lambda p: (
        layers.Bidirectional(layers.LSTM(p["units"], return_sequences=True))(zeros(p)).shape
    ),
    "states-embedding-shape": lambda p: (
        layers.Embedding(p["words"], p["width"])(np.zeros((p["batch"], p["steps"]), int)).shape
    ),
    "seq2seq-repeat-shape": lambda p: (
        layers.RepeatVector(p["target"])(
            layers.LSTM(p["units"])(np.zeros((p["batch"], p["source"], 1), np.float32))
        ).shape
    ),
    "seq2seq-code-fixed": lambda p: layers.LSTM(p["units"])(zeros(p)).shape,
}


@pytest.mark.parametrize("item_id", KERAS)
def test_the_shape_of_every_variant_is_keras_s(item_id):
    for seed in range(COUNT):
        values = values_of(BANK.item(item_id), seed)
        assert tuple(KERAS[item_id](values["parameters"])) == tuple(values["answer"]), values


def test_the_hidden_state_by_hand_is_keras_s():
    for seed in range(COUNT):
        values = values_of(BANK.item("states-by-hand"), seed)
        assert abs(float(by_hand(values["parameters"])[0, 0]) - values["answer"]) < 1e-6, values


@pytest.mark.parametrize("axes", [(None, 7, 1), (None, 7), (7, 1)])
def test_a_week_of_temperatures_is_judged_as_keras_does(axes):
    shape = tuple(3 if axis is None else axis for axis in axes)
    try:
        layers.LSTM(2)(np.zeros(shape, np.float32))
        accepted = True
    except ValueError:
        accepted = False
    verdict = judge(BANK.item("states-window"), list(axes))
    assert (verdict.outcome is Outcome.RIGHT) == accepted
