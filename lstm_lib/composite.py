"""A model made of layers: its parameters are theirs, under the names "layer.parameter"."""

from lstm_lib.layer import Layer
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

    def __init__(self, layers, **options):
        self.layers = layers
        self.options = options  # plain values that are no parameters; saved beside the parameters
        for name, layer in layers.items():
            if not isinstance(layer, Layer | Composite):
                raise ValueError(f"{name}: expected a layer, came {describe(layer)}")
        dtypes = {name: str(layer.dtype) for name, layer in layers.items() if layer.dtype is not None}
        if len(set(dtypes.values())) > 1:
            raise ValueError(f"layers: expected one dtype in all layers, came {dtypes}")

    @property
    def params(self):
        """All parameters, ``{"layer.parameter": array}``: the arrays themselves, to be changed in place."""
        return join({name: layer.params for name, layer in self.layers.items()})

    @property
    def dtype(self):
        """The dtype of all parameters; None where there is none."""
        dtypes = [layer.dtype for layer in self.layers.values() if layer.dtype is not None]
        return dtypes[0] if dtypes else None

    def astype(self, dtype):
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
    def from_layers(cls, layers, **options):
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
        """
        model = cls.__new__(cls)
        Composite.__init__(model, layers, **options)
        return model


def join(grads_by_layer):
    """Join dicts of parameters (or their gradients) into one: {"layer.parameter": array}.

    >>> join({"dense": {"W": 1, "b": 2}})
    {'dense.W': 1, 'dense.b': 2}
    """
    return {
        f"{layer}.{name}": value for layer, values in grads_by_layer.items() for name, value in values.items()
    }
