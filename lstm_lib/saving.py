"""Models in one .npz file: arrays and a description in JSON, nothing that runs when it is read."""

import functools
import json
from pathlib import Path
from typing import Any

import numpy as np

from lstm_lib.composite import Composite
from lstm_lib.layer import Layer
from lstm_lib.types import Array, Params
from lstm_lib.validate import describe
from lstm_lib.zipped_arrays import read_arrays, unprefixed, write_arrays

DEEPEST = 20  # layers inside layers


def save(path: str | Path, model: Any, *, half: bool = False, beside: dict[str, Any] | None = None) -> None:
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
        If the path or the model does not fit, or a name beside is one that the model needs itself; if a number is not
        finite or too large for half precision, or an array beside holds objects. What `load` would refuse is not
        written.

    Examples
    --------
    >>> import tempfile
    >>> from lstm_lib import LSTM
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(f"{folder}/layer.npz", LSTM(3, 5, rng=np.random.default_rng(0)))
    ...     layer = load(f"{folder}/layer.npz")
    >>> type(layer).__name__, layer.input_size, layer.hidden_size
    ('LSTM', 3, 5)
    """
    description = _description(model)
    params = {name: _halved(name, value) for name, value in model.params.items()} if half else model.params
    _rebuild(description, unprefixed("", {f"/{name}": value for name, value in params.items()}))  # as load will
    arrays = {"kind": _text(description), **_prefixed("params", params)}
    write_arrays(path, arrays | _checked_beside(beside or {}))


def load(path: str | Path) -> Any:
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
        If the file holds anything else, or arrays of more bytes than itself.
    OSError
        If there is no such file, or it cannot be read.

    Notes
    -----
    The file may come from a stranger: nothing in it is run, and nothing is unpacked before its size is known.
    Arrays must be stored as `save` stores them, without compression, so that they take no more memory than the
    file has bytes.

    Examples
    --------
    >>> import tempfile
    >>> from lstm_lib import GRU, Stack
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(f"{folder}/stack.npz", Stack([GRU(3, 4, rng=np.random.default_rng(0))]))
    ...     sorted(load(f"{folder}/stack.npz").params)
    ['0.W_h', '0.W_x', '0.b', '0.b_h']
    """
    arrays = read_arrays(path)
    if "kind" not in arrays or arrays["kind"].dtype.kind != "U" or arrays["kind"].shape != ():
        raise ValueError(f"{path}: expected a model that lstm_lib saved, got a file without one")
    try:
        description = json.loads(str(arrays["kind"]))
        return _rebuild(description, unprefixed("params", arrays))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: expected a model that lstm_lib saved: {error}") from error


@functools.cache
def kinds() -> dict[str, Any]:
    """The layers and models that lstm_lib shows, by name: what a file may hold.

    Returns
    -------
    dict
        The classes.
    """
    import lstm_lib  # when called: it imports this module

    shown = {name: getattr(lstm_lib, name) for name in lstm_lib.__all__}
    classes = {name: kind for name, kind in shown.items() if isinstance(kind, type)}
    return {name: kind for name, kind in classes.items() if issubclass(kind, Layer | Composite)}


def _prefixed(prefix: str, arrays: Params) -> Params:
    return {f"{prefix}/{name}": value for name, value in arrays.items()}


def _text(value: Any) -> Array:
    """A JSON value as an array that needs no pickle."""
    return np.array(json.dumps(value))


def _halved(name: str, value: Array) -> Array:
    """A parameter in float16, refused where its range is too small."""
    with np.errstate(over="ignore"):
        half = value.astype(np.float16)
    if not np.isfinite(half).all():
        where = tuple(int(k) for k in np.argwhere(~np.isfinite(half))[0])
        raise ValueError(
            f"{name}: expected numbers up to 65504 for half precision, got {value[where]} at index {where}; "
            "save it with half=False"
        )
    return half


def _checked_beside(beside: dict[str, Any]) -> Params:
    """Arrays to keep beside a model, whose names are not the model's and which need no pickle."""
    taken = sorted(str(name) for name in beside if name == "kind" or str(name).startswith("params/"))
    if taken:
        raise ValueError(f"beside: expected other names than those of the model, got {', '.join(taken)}")
    arrays = {}
    for name, value in beside.items():
        try:
            arrays[name] = np.asarray(value)
        except ValueError as error:                                   # lists of unequal length
            raise ValueError(f"beside: expected arrays of numbers or text, got {describe(value)} for {name}") from error
        if arrays[name].dtype.hasobject:
            raise ValueError(f"beside: expected arrays of numbers or text, got {describe(value)} for {name}")
    return arrays


def _description(model: Any) -> dict[str, Any]:
    """Kind, options and parts of a model, as plain values."""
    name = type(model).__name__
    known = kinds()
    if known.get(name) is not type(model):
        raise ValueError(f"model: expected one of {', '.join(known)}, got {name}")
    if not isinstance(model, Composite):
        return {"kind": name}
    layers = {key: _description(layer) for key, layer in model.layers.items()}
    return {"kind": name, "options": model.options, "layers": layers}


def _rebuild(description: Any, params: Params, depth: int = 0) -> Any:
    """The model of a description, around its parameters: all of them, and nothing else."""
    if not isinstance(description, dict) or not isinstance(description.get("kind"), str):
        raise ValueError(f"kind: expected a description of a model, got {describe(description)}")
    kind = kinds().get(description["kind"])
    if kind is None:
        raise ValueError(f"kind: expected one of {', '.join(kinds())}, got {description['kind']!r}")
    if not issubclass(kind, Composite):
        return kind.from_params({name: _widened(value) for name, value in params.items()})
    parts, options = description.get("layers"), description.get("options")
    if not isinstance(parts, dict) or not isinstance(options, dict):
        parts, options = {}, {None: None}                             # refused below
    if not set(options) <= set(kind.defaults) or depth == DEEPEST:
        raise ValueError(f"kind: expected layers and options of {kind.__name__}, got {describe(description)}")
    layers = {}
    for name, part in parts.items():
        start = f"{name}."
        own = {key.removeprefix(start): value for key, value in params.items() if key.startswith(start)}
        layers[name] = _rebuild(part, own, depth + 1)
    model = kind.from_layers(layers, **options)
    if set(model.params) != set(params):
        raise ValueError(f"params: expected {sorted(model.params)}, got {sorted(params)}")
    return model


def _widened(value: Array) -> Array:
    """Float16 is for storing only."""
    return value.astype(np.float32) if value.dtype == np.float16 else value
