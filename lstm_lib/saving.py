"""Models in one .npz file: arrays and a description in JSON, nothing that runs when it is read."""

import json
import os
from pathlib import Path

import numpy as np

from lstm_lib.attention_scores import AdditiveAttention, DotAttention
from lstm_lib.autoencoder import Autoencoder
from lstm_lib.bidirectional import Bidirectional
from lstm_lib.composite import Composite
from lstm_lib.dense import Dense
from lstm_lib.embedding import Embedding
from lstm_lib.encoder_decoder import EncoderDecoder
from lstm_lib.gru import GRU
from lstm_lib.lstm import LSTM
from lstm_lib.network import Network
from lstm_lib.rnn import RNN
from lstm_lib.stack import Stack

KINDS = {
    kind.__name__: kind
    for kind in (
        LSTM, GRU, RNN, Stack, Bidirectional, Dense, Embedding, DotAttention, AdditiveAttention,
        Network, Autoencoder, EncoderDecoder,
    )
}  # fmt: skip


def save(path, model, *, half=False, beside=None):
    """Write a layer or model to one .npz file: `load` reads it back, equal to the bit.

    Parameters
    ----------
    path : str or Path
        The file, whose name ends in .npz.
    model : layer or model of lstm_lib
        What to keep.
    half : bool, optional
        True to store the numbers in float16, about three digits in half the space, which `load` gives back in
        float32.
    beside : dict of ndarrays, optional
        Other arrays to keep in the file, such as a training curve, for ``numpy.load``.

    Raises
    ------
    ValueError
        If the path or the model does not fit, or a name beside is one that the model needs itself.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(f"{folder}/layer.npz", LSTM(3, 5, rng=np.random.default_rng(0)))
    ...     layer = load(f"{folder}/layer.npz")
    >>> type(layer).__name__, layer.input_size, layer.hidden_size
    ('LSTM', 3, 5)
    """
    kind = _text(_description(model))
    params = {name: value.astype(np.float16) for name, value in model.params.items()} if half else model.params
    arrays = {"kind": kind, **_prefixed("params", params)}
    taken = sorted(set(arrays) & set(beside or {}))
    if taken:
        raise ValueError(f"beside: expected other names than those of the model, came {', '.join(taken)}")
    write_arrays(path, arrays | (beside or {}))


def load(path):
    """Read a layer or model that `save` wrote.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    layer or model
        Of the kind that was saved.

    Raises
    ------
    ValueError
        If the file holds something else.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(f"{folder}/stack.npz", Stack([GRU(3, 4, rng=np.random.default_rng(0))]))
    ...     sorted(load(f"{folder}/stack.npz").params)
    ['0.W_h', '0.W_x', '0.b', '0.b_h']
    """
    arrays = read_arrays(path)
    if "kind" not in arrays:
        raise ValueError(f"{path}: expected a model that lstm_lib saved, came a file without one")
    params = unprefixed("params", arrays)
    for name, value in params.items():
        if value.dtype == np.float16:                                 # float16 is for storing only
            params[name] = value.astype(np.float32)
    return _rebuild(json.loads(str(arrays["kind"])), params)


def write_arrays(path, arrays):
    """Write arrays to one .npz file, whole or not at all: an interrupt leaves the file that was there."""
    path = Path(path)
    if path.suffix != ".npz":
        raise ValueError(f"path: expected a name that ends in .npz, came {path.name!r}")
    beside = path.with_name(f".{path.name}.part")
    with open(beside, "wb") as file:
        np.savez(file, **arrays)
    os.replace(beside, path)


def read_arrays(path):
    """All arrays of an .npz file, by name; nothing in it is run."""
    with np.load(path, allow_pickle=False) as file:
        return dict(file)


def _prefixed(prefix, arrays):
    return {f"{prefix}/{name}": value for name, value in arrays.items()}


def unprefixed(prefix, arrays):
    """The arrays whose names start with prefix/, without it.

    >>> unprefixed("a", {"a/x": 1, "b/y": 2})
    {'x': 1}
    """
    start = f"{prefix}/"
    return {name.removeprefix(start): value for name, value in arrays.items() if name.startswith(start)}


def _text(value):
    """A JSON value as an array that needs no pickle."""
    return np.array(json.dumps(value))


def _description(model):
    """Kind, options and parts of a model, as plain values."""
    name = type(model).__name__
    if KINDS.get(name) is not type(model):
        raise ValueError(f"model: expected one of {', '.join(KINDS)}, came {name}")
    if not isinstance(model, Composite):
        return {"kind": name}
    layers = {key: _description(layer) for key, layer in model.layers.items()}
    return {"kind": name, "options": model.options, "layers": layers}


def _rebuild(description, params):
    """The model of a description, around its parameters."""
    kind = KINDS.get(description["kind"])
    if kind is None:
        raise ValueError(f"kind: expected one of {', '.join(KINDS)}, came {description['kind']!r}")
    if "layers" not in description:
        return kind.from_params(params)
    layers = {}
    for name, part in description["layers"].items():
        start = f"{name}."
        own = {key.removeprefix(start): value for key, value in params.items() if key.startswith(start)}
        layers[name] = _rebuild(part, own)
    return kind.from_layers(layers, **description["options"])
