"""From an encoder's final state to a decoder's first: both directions of a bidirectional layer become one."""

import numpy as np

from lstm_lib.bidirectional import Bidirectional
from lstm_lib.dropped import Dropped
from lstm_lib.lstm import LSTM
from lstm_lib.mlstm import MLSTM
from lstm_lib.stack import Stack
from lstm_lib.state_space import DiagonalSSM


def state_form(layer):
    """Say whose state a layer's final state is, both directions joined, such as "LSTM of 5".

    >>> from lstm_lib import GRU
    >>> rng = np.random.default_rng(0)
    >>> state_form(Stack([Bidirectional(GRU(2, 3, rng=rng), GRU(2, 3, rng=rng)), GRU(6, 4, rng=rng)]))
    'GRU of 6, GRU of 4'
    """
    if isinstance(layer, Stack):
        return ", ".join(state_form(part) for part in layer.layers.values())
    if isinstance(layer, Dropped):
        return state_form(layer.layers["layer"])
    if isinstance(layer, Bidirectional):
        if any(isinstance(way, MLSTM | DiagonalSSM) for way in layer.layers.values()):
            return "a state that cannot be joined with another one,"    # no columns of units
        kinds = {state_form(way).partition(" of ")[0] for way in layer.layers.values()}
        return f"{' and '.join(sorted(kinds))} of {layer.hidden_size}"
    kind = "LSTM" if isinstance(layer, LSTM) else type(layer).__name__  # a variant's state is the same
    return f"{kind} of {layer.hidden_size}"


def reads_backwards(layer):
    """True for a layer that sees later steps, as no decoder can."""
    if isinstance(layer, Stack):
        return any(reads_backwards(part) for part in layer.layers.values())
    if isinstance(layer, Dropped):
        return reads_backwards(layer.layers["layer"])
    return isinstance(layer, Bidirectional)


def hand_over(final, layer):
    """The final state of a layer as a decoder takes it: [forwards, backwards] side by side, (N, 2H)."""
    if isinstance(layer, Stack):
        return tuple(hand_over(part, below) for part, below in zip(final, layer.layers.values(), strict=True))
    if isinstance(layer, Dropped):
        return hand_over(final, layer.layers["layer"])
    if isinstance(layer, Bidirectional):
        return _beside(*final)
    return final


def hand_back(dstate, layer):
    """The gradient of what was handed over, in the form of the layer's final state."""
    if isinstance(layer, Stack):
        return tuple(hand_back(part, below) for part, below in zip(dstate, layer.layers.values(), strict=True))
    if isinstance(layer, Dropped):
        return hand_back(dstate, layer.layers["layer"])
    if isinstance(layer, Bidirectional):
        H = layer.layers["forwards"].hidden_size
        return _columns(dstate, slice(None, H)), _columns(dstate, slice(H, None))
    return dstate


def _beside(one, two):
    """Two states of one form, side by side."""
    if isinstance(one, tuple):
        return tuple(_beside(*pair) for pair in zip(one, two, strict=True))
    return np.concatenate([one, two], axis=1)


def _columns(state, some):
    """Some columns of each array of a state."""
    if isinstance(state, tuple):
        return tuple(_columns(part, some) for part in state)
    return state[:, some]
