"""What every layer has: named parameters of one dtype, and nothing else on `self`."""

from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.short_forms import by_shapes, short_model
from lstm_lib.summary import summary_of
from lstm_lib.types import Array, Axes, Params, State
from lstm_lib.validate import check_array, check_float_dtype, describe


@by_shapes
class Grads(NamedTuple):
    """Gradients of a loss: each has the shape of what it belongs to.

    Attributes
    ----------
    x : ndarray or None
        With respect to the input; None where the input is a table of ids.
    state : ndarray, tuple or None
        With respect to the initial state, in that state's form; None without a state.
    params : dict of ndarrays
        With respect to each parameter, under the parameter's name.
    """

    x: np.ndarray | None
    state: State
    params: Params


class Layer:
    """A dict of parameters; subclasses say their shapes and add ``forward`` and ``backward``.

    Parameters
    ----------
    params : dict of ndarrays
        The parameters by name, all of one dtype. Nothing else is kept on the layer.
    """

    drops = False  # whether forward takes an rng, for dropout in training
    ranks: dict[str, int] = {}  # the rank of each parameter without which there is no such layer

    def __init__(self, params: Params) -> None:
        self.params = params

    @classmethod
    def from_params(cls, params: Params) -> Self:
        """Make a layer from arrays that exist already; they are copied and checked.

        Parameters
        ----------
        params : dict of ndarrays
            The parameters by name.

        Returns
        -------
        layer
            One of the class on which this was called.

        Raises
        ------
        ValueError
            If names, shapes or dtypes are not those that the layer should have.
        """
        if not isinstance(params, dict):
            raise ValueError(f"params: expected a dict of arrays, got {describe(params)}")
        layer = cls.__new__(cls)
        Layer.__init__(layer, {name: _as_array(name, value) for name, value in params.items()})
        layer.check_params()
        return layer

    def __repr__(self) -> str:
        return short_model(self)

    def summary(self) -> str:
        """Say which layers there are, their sizes, and how many parameters they have.

        Returns
        -------
        str
            A table: ``print(layer.summary())``.
        """
        return summary_of(self)

    @property
    def dtype(self) -> Any:
        """The dtype of the parameters, which every input must share; None where there are none."""
        return next((value.dtype for value in self.params.values()), None)

    def astype(self, dtype: DTypeLike) -> Self:
        """Copy the layer, its parameters in another dtype.

        Parameters
        ----------
        dtype : dtype
            Either float32 or float64.

        Returns
        -------
        layer
            One of the same kind and values.
        """
        check_float_dtype(dtype)
        return self.from_params({name: value.astype(dtype) for name, value in self.params.items()})

    def param_axes(self) -> dict[str, Axes]:
        """Say which axes each parameter should have; each layer says its own.

        Returns
        -------
        dict
            The axes by the parameter's name.
        """
        raise NotImplementedError

    def check_params(self) -> None:
        """Check that the parameters have the names, shapes and the one dtype that they should.

        Raises
        ------
        ValueError
            If they do not.
        """
        for name, rank in self.ranks.items():                 # before sizes are read from the arrays
            if name not in self.params:
                raise ValueError(f"params: expected {sorted(self.ranks)}, got {sorted(map(str, self.params))}")
            if self.params[name].ndim != rank:
                raise ValueError(f"{name}: expected an array of rank {rank}, got {describe(self.params[name])}")
        axes = self.param_axes()
        if set(self.params) != set(axes):
            raise ValueError(f"params: expected {sorted(axes)}, got {sorted(map(str, self.params))}")
        if axes:
            check_float_dtype(self.dtype)
        for name in axes:
            check_array(name, self.params[name], axes[name], self.dtype)


def _as_array(name: str, value: Any) -> Array:
    """A copy of a parameter as an array."""
    try:
        return np.array(value)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{name}: expected an array of numbers, got {describe(value)}") from error
