"""Short texts for large things: a layer by its sizes, a trace by the shapes of what it holds."""

from typing import Any, TypeVar

import numpy as np

Kind = TypeVar("Kind")
SIZES = ("input_size", "vocabulary_size", "hidden_size", "output_size")


def sizes_of(model: Any) -> list[int]:
    """The sizes of a layer, from what it reads to what it gives."""
    return [getattr(model, size) for size in SIZES if hasattr(model, size)]


def short_model(model: Any) -> Any:
    """A layer or model in one line, for ``repr``.

    >>> from lstm_lib import LSTM, Dense, Network
    >>> rng = np.random.default_rng(0)
    >>> print(short_model(Network(LSTM(3, 5, rng=rng), Dense(5, 1, rng=rng), loss="sigmoid_cross_entropy")))
    Network(LSTM(3 -> 5), Dense(5 -> 1), loss='sigmoid_cross_entropy'), 186 parameters of float32
    """
    count = sum(value.size for value in model.params.values())
    return f"{_form(model)}, {count:,} parameters of {model.dtype}" if count else _form(model)


def _form(model: Any) -> str:
    """Kind, layers inside and options that are not as always; or kind and sizes."""
    kind, layers = type(model).__name__, getattr(model, "layers", None)
    if layers is None:
        return f"{kind}({' -> '.join(map(str, sizes_of(model)))})"
    changed = {name: value for name, value in model.options.items() if value != model.defaults[name]}
    options = [f"{name}={value!r}" for name, value in changed.items()]
    return f"{kind}({', '.join([*map(_form, layers.values()), *options])})"


def by_shapes(kind: type[Kind]) -> type[Kind]:
    """Give a NamedTuple of arrays a ``repr`` of shapes and no numbers: a decorator of classes.

    >>> from lstm_lib import RNN
    >>> print(RNN(3, 5, rng=np.random.default_rng(0)).forward(np.ones((2, 4, 3), np.float32)))
    RNNTrace(x (2, 4, 3), state (2, 5), mask None, h (2, 4, 5), float32)
    """

    def short(values: Any) -> str:
        parts = [f"{name} {_shape(value)}" for name, value in zip(values._fields, values, strict=True)]
        dtypes = [str(value.dtype) for value in values if isinstance(value, np.ndarray) and value.dtype.kind == "f"]
        return f"{type(values).__name__}({', '.join(parts + dtypes[-1:])})"

    kind.__repr__ = short  # type: ignore[method-assign]
    return kind


def _shape(value: Any) -> str:
    """The shape of an array, those of a tuple's or dict's values; the class of a trace; a number itself."""
    if isinstance(value, np.ndarray):
        return str(value.shape)
    if hasattr(value, "_fields"):
        return type(value).__name__
    if isinstance(value, tuple):
        return f"({', '.join(map(_shape, value))})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name} {_shape(part)}' for name, part in value.items())}}}"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
