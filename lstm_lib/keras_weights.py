"""Weights to and from Keras 3. Keras is imported when a function is called, and only then."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lib.bidirectional import Bidirectional
from lstm_lib.dense import Dense
from lstm_lib.embedding import Embedding
from lstm_lib.gru import GRU
from lstm_lib.lstm import LSTM
from lstm_lib.lstm_variant import LSTMVariant
from lstm_lib.rnn import RNN
from lstm_lib.stack import Stack
from lstm_lib.types import Array
from lstm_lib.validate import describe


def from_keras(keras_layer: Any) -> Any:
    """Make one of our layers from a built Keras layer, with the weights that it has now.

    Parameters
    ----------
    keras_layer : keras.Layer
        An LSTM, GRU, SimpleRNN, Bidirectional (of one of them), Dense or Embedding, or a keras.Sequential of
        recurrent layers.

    Returns
    -------
    layer
        Its counterpart; that of a keras.Sequential is a `Stack`.

    Raises
    ------
    ValueError
        If the layer has no counterpart: another class, another activation, weights not made yet.

    Notes
    -----
    Both sides keep W_x (D, 4H), W_h (H, 4H), b (4H,) with the parts in the order i f g o (LSTM; Keras calls the
    candidate c) and z r g (GRU), so nothing is permuted. A Keras layer without bias gets a bias of zeros.
    Keras's GRU with reset_after=True has two biases; their parts for z and r are only ever added up, so ours
    keeps the sums.

    Examples
    --------
    >>> from_keras("LSTM")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: keras_layer: expected one of LSTM, GRU, SimpleRNN, ... Sequential, got str 'LSTM'
    """
    import keras

    makers = {
        keras.layers.LSTM: _lstm_from_keras,
        keras.layers.GRU: _gru_from_keras,
        keras.layers.SimpleRNN: _rnn_from_keras,
        keras.layers.Bidirectional: _bidirectional_from_keras,
        keras.layers.Dense: _dense_from_keras,
        keras.layers.Embedding: _embedding_from_keras,
        keras.Sequential: _stack_from_keras,
    }
    if type(keras_layer) not in makers:
        names = ", ".join(kind.__name__ for kind in makers)
        raise ValueError(f"keras_layer: expected one of {names}, got {describe(keras_layer)}")
    if not keras_layer.built:
        raise ValueError(f"keras_layer: expected a built layer, got {keras_layer.name} without weights")
    return makers[type(keras_layer)](keras_layer)


def to_keras(layer: Any, **options: Any) -> Any:
    """Make a built Keras layer with the weights of one of ours; `from_keras` undoes it.

    Parameters
    ----------
    layer : layer of lstm_lib
        The layer. A `Stack` becomes a keras.Sequential, whose lower layers return sequences.
    **options
        Handed to the Keras class, for example return_sequences=True, return_state=True.

    Returns
    -------
    keras.Layer
        The counterpart.

    Raises
    ------
    ValueError
        If Keras has no counterpart.

    Examples
    --------
    >>> keras_layer = to_keras(LSTM(3, 5, rng=np.random.default_rng(0)), return_sequences=True)
    >>> keras_layer.units, [tuple(weight.shape) for weight in keras_layer.weights]
    (5, [(3, 20), (5, 20), (20,)])
    """
    import keras

    if isinstance(layer, Stack):
        *lower, last = layer.layers.values()
        parts = [to_keras(part, return_sequences=True) for part in lower]
        model = keras.Sequential([*parts, to_keras(last, **options)])
        model.dtype_policy = keras.DTypePolicy(str(layer.dtype))
        model.build((None, None, layer.input_size))
        return model
    if isinstance(layer, Bidirectional):
        forwards, backwards = (to_keras(part, **options) for part in layer.layers.values())
        backwards = type(backwards).from_config(backwards.get_config() | {"go_backwards": True})
        keras_layer = keras.layers.Bidirectional(forwards, backward_layer=backwards, dtype=str(layer.dtype))
        keras_layer.build((None, None, layer.input_size))
        keras_layer.set_weights([weight for part in layer.layers.values() for weight in _weights(part)])
        return keras_layer
    if isinstance(layer, LSTMVariant) and (layer.peepholes or layer.layer_norm):
        raise ValueError("layer: expected an LSTM as Keras has it, got one with peepholes or layer normalisation")
    makers: dict[Any, Callable[[], Any]] = {
        LSTM: lambda: keras.layers.LSTM(layer.hidden_size, dtype=str(layer.dtype), **options),
        GRU: lambda: keras.layers.GRU(
            layer.hidden_size, reset_after=layer.reset_after, dtype=str(layer.dtype), **options
        ),
        RNN: lambda: keras.layers.SimpleRNN(layer.hidden_size, dtype=str(layer.dtype), **options),
        Dense: lambda: keras.layers.Dense(layer.output_size, dtype=str(layer.dtype), **options),
        Embedding: lambda: keras.layers.Embedding(
            layer.vocabulary_size, layer.output_size, dtype=str(layer.dtype), **options
        ),
    }
    for kind, make in makers.items():
        if isinstance(layer, kind):
            keras_layer = make()
            inputs = (None, None) if kind is Embedding else (None, None, layer.input_size)
            keras_layer.build(inputs)
            keras_layer.set_weights(_weights(layer))
            return keras_layer
    raise ValueError(f"layer: expected a layer of lstm_lib that Keras has too, got {describe(layer)}")


def _weights(layer: Any) -> Any:
    """The parameters of a layer as the list that Keras keeps."""
    params = dict(layer.params)
    if "b_h" in params:
        recurrent_bias = np.zeros_like(params["b"])
        recurrent_bias[2 * layer.hidden_size :] = params.pop("b_h")
        params["b"] = np.stack([params["b"], recurrent_bias])
    return list(params.values())


def _lstm_from_keras(keras_layer: Any) -> Any:
    _check_options(keras_layer, activation="tanh", recurrent_activation="sigmoid", go_backwards=False)
    W_x, W_h, b = _three_weights(keras_layer)
    return LSTM.from_params({"W_x": W_x, "W_h": W_h, "b": b})


def _rnn_from_keras(keras_layer: Any) -> Any:
    _check_options(keras_layer, activation="tanh", go_backwards=False)
    W_x, W_h, b = _three_weights(keras_layer)
    return RNN.from_params({"W_x": W_x, "W_h": W_h, "b": b})


def _gru_from_keras(keras_layer: Any) -> Any:
    _check_options(keras_layer, activation="tanh", recurrent_activation="sigmoid", go_backwards=False)
    W_x, W_h, b = _three_weights(keras_layer)
    if not keras_layer.reset_after:
        return GRU.from_params({"W_x": W_x, "W_h": W_h, "b": b})
    z_and_r = 2 * keras_layer.units
    from_input, from_state = b if b.ndim == 2 else (b, np.zeros_like(b))
    b = from_input.copy()
    b[:z_and_r] += from_state[:z_and_r]
    return GRU.from_params({"W_x": W_x, "W_h": W_h, "b": b, "b_h": from_state[z_and_r:]})


def _bidirectional_from_keras(keras_layer: Any) -> Bidirectional:
    _check_options(keras_layer, merge_mode="concat")
    backwards = keras_layer.backward_layer
    config = backwards.get_config() | {"go_backwards": False}
    turned = type(backwards).from_config(config)
    turned.build((None, None, backwards.get_weights()[0].shape[0]))
    turned.set_weights(backwards.get_weights())
    return Bidirectional(from_keras(keras_layer.forward_layer), from_keras(turned))


def _dense_from_keras(keras_layer: Any) -> Any:
    _check_options(keras_layer, activation="linear")
    W, *b = keras_layer.get_weights()
    return Dense.from_params({"W": W, "b": b[0] if b else np.zeros(W.shape[1], W.dtype)})


def _embedding_from_keras(keras_layer: Any) -> Any:
    return Embedding.from_params({"W": keras_layer.get_weights()[0]})


def _stack_from_keras(keras_layer: Any) -> Stack:
    return Stack([from_keras(part) for part in keras_layer.layers])


def _three_weights(keras_layer: Any) -> tuple[Array, Array, Array]:
    """W_x, W_h, b of a recurrent Keras layer; zeros for a bias that it does not have."""
    W_x, W_h, *b = keras_layer.get_weights()
    return W_x, W_h, b[0] if b else np.zeros(W_x.shape[1], W_x.dtype)


def _check_options(keras_layer: Any, **wanted: Any) -> None:
    """Check that a Keras layer computes what ours does."""
    config = keras_layer.get_config()
    for name, value in wanted.items():
        if config.get(name) != value:
            raise ValueError(f"keras_layer: expected {name}={value!r}, got {config.get(name)!r}")
