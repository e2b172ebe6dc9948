"""A model made of layers: its parameters are theirs, under the names "layer.parameter"."""

from typing import Any, Self

from numpy.typing import DTypeLike

from lstm_lib.layer import Layer
from lstm_lib.short_forms import short_model
from lstm_lib.summary import summary_of
from lstm_lib.types import Params
from lstm_lib.validate import check_float_dtype, describe


class Composite:
    """Layers by name, in ``layers``; subclasses say how they are joined.

    Parameters
    ----------
    layers : dict of layers
        By name, all of one dtype.
    **options
        Plain values that are no parameters; saved beside the parameters.
    """

    names: tuple[str, ...] = ()  # of the layers, in their order
    optional_names: tuple[str, ...] = ()  # those of them that may be left out
    defaults: dict[str, Any] = {}  # the options, and the values that they have where nothing is said

    def __init__(self, layers: dict[str, Any], **options: Any) -> None:
        unknown = sorted(set(options) - set(self.defaults))
        if unknown:
            raise ValueError(f"options: expected some of {sorted(self.defaults)}, got {unknown}")
        self.layers = layers
        self.options = self.defaults | options  # plain values that are no parameters; saved beside the parameters
        for name, layer in layers.items():
            if not isinstance(layer, Layer | Composite):
                raise ValueError(f"{name}: expected a layer, got {describe(layer)}")
        self.layers = {name: layers[name] for name in self.layer_names(layers)}
        dtypes = {name: str(layer.dtype) for name, layer in layers.items() if layer.dtype is not None}
        if len(set(dtypes.values())) > 1:
            raise ValueError(f"layers: expected one dtype in all layers, got {dtypes}")

    @property
    def params(self) -> Params:
        """All parameters, ``{"layer.parameter": array}``: the arrays themselves, to be changed in place."""
        return join({name: layer.params for name, layer in self.layers.items()})

    def __repr__(self) -> str:
        return short_model(self)

    def summary(self) -> str:
        """Say which layers there are, their sizes, and how many parameters they have.

        Returns
        -------
        str
            A table: ``print(model.summary())``.
        """
        return summary_of(self)

    @property
    def dtype(self) -> Any:
        """The dtype of all parameters; None where there is none."""
        dtypes = [layer.dtype for layer in self.layers.values() if layer.dtype is not None]
        return dtypes[0] if dtypes else None

    def astype(self, dtype: DTypeLike) -> Self:
        """Copy the model, its parameters in another dtype.

        Parameters
        ----------
        dtype : dtype
            Either float32 or float64.

        Returns
        -------
        model
            One of the same kind and values.
        """
        check_float_dtype(dtype)
        layers = {name: layer.astype(dtype) for name, layer in self.layers.items()}
        return self.from_layers(layers, **self.options)

    @classmethod
    def from_layers(cls, layers: dict[str, Any], **options: Any) -> Self:
        """Make a model around layers that exist already.

        Parameters
        ----------
        layers : dict of layers
            By name.
        **options
            As kept in ``options``.

        Returns
        -------
        model
            One of the class on which this was called.

        Raises
        ------
        ValueError
            If layers or options are not those that the model should have.
        """
        model = cls.__new__(cls)
        Composite.__init__(model, layers, **options)
        model.check_layers()
        return model

    @classmethod
    def layer_names(cls, layers: dict[str, Any]) -> list[str]:
        """Say which layers there should be, in their order.

        Parameters
        ----------
        layers : dict of layers
            Those that there are, by name.

        Returns
        -------
        list of str
            The names.

        Raises
        ------
        ValueError
            If there are others, or one is missing.
        """
        expected = [name for name in cls.names if name in layers or name not in cls.optional_names]
        if set(layers) != set(expected):
            raise ValueError(f"layers: expected {', '.join(expected)}, got {', '.join(map(str, layers)) or 'none'}")
        return expected

    def check_layers(self) -> None:
        """Check that the layers fit one another; each model says how.

        Raises
        ------
        ValueError
            If they do not.
        """


def check_kind(name: str, layer: Any, *kinds: type) -> None:
    """Check that a part of a model is of one of these classes."""
    if not isinstance(layer, kinds):
        names = " or ".join(kind.__name__ for kind in kinds)
        raise ValueError(f"{name}: expected {names}, got {type(layer).__name__}")


def join(grads_by_layer: dict[str, Params]) -> Params:
    """Join dicts of parameters (or their gradients) into one: {"layer.parameter": array}.

    >>> join({"dense": {"W": 1, "b": 2}})
    {'dense.W': 1, 'dense.b': 2}
    """
    return {
        f"{layer}.{name}": value for layer, values in grads_by_layer.items() for name, value in values.items()
    }
