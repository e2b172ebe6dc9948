"""Weights to and from Keras 3. Keras is imported when a function is called, and only then."""

import numpy as np

from lstm_lib.lstm import LSTM
from lstm_lib.validate import describe


def from_keras(keras_layer):
    """Make one of our layers from a built Keras layer, with the weights that it has now.

    Both keep W_x (D, 4H), W_h (H, 4H), b (4H,) with the gates in the order i f g o (Keras calls the
    candidate c), so nothing is permuted. A Keras layer without bias gets a bias of zeros.

    Raises ValueError for a layer that has no counterpart: another class, another activation, weights
    not made yet.
    """
    import keras

    if not isinstance(keras_layer, keras.layers.LSTM):
        raise ValueError(f"keras_layer: expected a keras.layers.LSTM, came {describe(keras_layer)}")
    _check_options(keras_layer, activation="tanh", recurrent_activation="sigmoid", go_backwards=False)
    if not keras_layer.built:
        raise ValueError(f"keras_layer: expected a built layer, came {keras_layer.name} without weights")
    W_x, W_h, *bias = keras_layer.get_weights()
    b = bias[0] if bias else np.zeros(W_x.shape[1], W_x.dtype)
    return LSTM.from_params({"W_x": W_x, "W_h": W_h, "b": b})


def to_keras(layer, **options):
    """Make a built Keras layer with the weights of one of ours.

    Parameters: layer; options, handed to the Keras class (for example return_sequences=True,
    return_state=True). `from_keras` undoes it.
    """
    import keras

    if not isinstance(layer, LSTM):
        raise ValueError(f"layer: expected an lstm_lib.LSTM, came {describe(layer)}")
    keras_layer = keras.layers.LSTM(layer.hidden_size, dtype=str(layer.dtype), **options)
    keras_layer.build((None, None, layer.input_size))
    keras_layer.set_weights([layer.params[name] for name in ("W_x", "W_h", "b")])
    return keras_layer


def _check_options(keras_layer, **wanted):
    """Check that a Keras layer computes what ours does."""
    config = keras_layer.get_config()
    for name, value in wanted.items():
        if config.get(name) != value:
            raise ValueError(f"keras_layer: expected {name}={value!r}, came {config.get(name)!r}")
