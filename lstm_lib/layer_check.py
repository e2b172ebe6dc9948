"""The convention that makes a layer a layer, as a check that anybody can run on a new one."""

from typing import Any

import numpy as np

from lstm_lib.finite_differences import numeric_gradient, relative_error
from lstm_lib.recurrent_composite import check_recurrent
from lstm_lib.states import map_state, named_arrays
from lstm_lib.types import Array, State


def check_layer(
    layer: Any, *, mask: Array | None = None, keras: bool = False, tolerance: float = 1e-6, N: int = 2, T: int = 3,
    seed: int = 0,
) -> dict[str, float]:  # fmt: skip
    """Check a recurrent layer: shapes, gradients, inputs left alone, and equality with Keras on request.

    A layer passes if its trace has h of shape (N, T, H) and a final state; if the gradients of x, state and
    every parameter are those that finite differences give, in float64, within ``tolerance`` of the largest one;
    if forward and backward change none of their arguments; and, with keras=True, if Keras computes the same h
    and final state from the same weights within 1e-5.

    Parameters
    ----------
    layer : recurrent layer
        The layer; it stays as it is (its weights are copied to float64). If not every state is possible it has a
        method ``draw_state(N, rng)`` that gives one.
    mask : (N, T) ndarray of bool, optional
        False at padded steps.
    keras : bool, optional
        Whether to compare with Keras.
    tolerance : float, optional
        The largest relative error of a gradient.
    N, T : int, optional
        How many samples and steps to try.
    seed : int, optional
        Of the random input.

    Returns
    -------
    dict of float
        The largest relative error found, by name.

    Raises
    ------
    AssertionError
        If the layer does not pass; the message says what differs.

    Examples
    --------
    >>> from lstm_lib import LSTM
    >>> errors = check_layer(LSTM(4, 5, rng=np.random.default_rng(0)))
    >>> sorted(errors), max(errors.values()) < 1e-6
    (['W_h', 'W_x', 'b', 'state[0]', 'state[1]', 'x'], True)
    """
    check_recurrent("layer", layer)
    rng = np.random.default_rng(seed)
    layer32, layer = layer.astype(np.float32), layer.astype(np.float64)
    H = layer.hidden_size
    x = rng.standard_normal((N, T, layer.input_size))
    dh = rng.standard_normal((N, T, H))
    form = layer.forward(x, mask=mask).final         # a state, or a tuple of states, or of tuples
    if hasattr(layer, "draw_state"):                 # not every array is a state
        state = layer.draw_state(N, rng)
    else:
        state = map_state(lambda s: 0.5 * rng.standard_normal(s.shape), form)
    dfinal = map_state(lambda s: rng.standard_normal(s.shape), form)

    params = layer.params
    arguments = {"x": x, **named_arrays("state", state), **params}
    watched = arguments | {"dh": dh} | named_arrays("dfinal", dfinal)
    before = {name: value.copy() for name, value in watched.items()}
    trace = layer.forward(x, state, mask=mask)
    if trace.h.shape != (N, T, H):
        raise AssertionError(f"trace.h: expected shape {(N, T, H)}, got {trace.h.shape}")
    grads = layer.backward(trace, dh, dfinal)
    for name, value in watched.items():
        if not np.array_equal(value, before[name]):
            raise AssertionError(f"{name}: was changed by forward or backward")

    weights = named_arrays("", dfinal)

    def loss() -> Any:
        """A number that depends on every output, with known weights."""
        trace = layer.forward(x, state, mask=mask)
        finals = named_arrays("", trace.final)
        return (dh * trace.h).sum() + sum((weights[name] * final).sum() for name, final in finals.items())

    found = {"x": grads.x, **named_arrays("state", grads.state), **grads.params}
    errors = {}
    for name, value in arguments.items():
        shape = found[name].shape
        if shape != value.shape:
            raise AssertionError(f"gradient of {name}: expected shape {value.shape}, got {shape}")
        errors[name] = relative_error(found[name], numeric_gradient(loss, value))
        if errors[name] > tolerance:
            raise AssertionError(
                f"gradient of {name}: differs from finite differences by {errors[name]:.1e} "
                f"of its largest entry, expected at most {tolerance:.0e}"
            )
    if keras:
        _check_keras(layer32, x.astype(np.float32), map_state(lambda s: s.astype(np.float32), state), mask)
    return errors


def _check_keras(layer: Any, x: Array, state: State, mask: Array | None) -> None:
    """Compare h and the final state with Keras's, in float32."""
    from lstm_lib.keras_weights import to_keras

    theirs = to_keras(layer, return_sequences=True, return_state=True)
    given = list(named_arrays("", state).values())
    h, *final = theirs(x, initial_state=given if len(given) > 1 else given[0], mask=mask)
    trace = layer.forward(x, state, mask=mask)
    ours = {"h": trace.h, **named_arrays("final", trace.final)}
    for (name, mine), other in zip(ours.items(), [h, *final], strict=True):
        difference = float(np.abs(mine - np.asarray(other)).max())
        if difference > 1e-5:
            raise AssertionError(f"{name}: differs from Keras by {difference:.1e}, expected at most 1e-05")
