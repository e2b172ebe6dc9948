"""The convention that makes a layer a layer, as a check that anybody can run on a new one."""

import numpy as np

from lstm_lib.finite_differences import numeric_gradient, relative_error


def check_layer(layer, *, mask=None, keras=False, tolerance=1e-6, N=2, T=3, seed=0):
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
    rng = np.random.default_rng(seed)
    layer32, layer = layer.astype(np.float32), layer.astype(np.float64)
    H = layer.hidden_size
    x = rng.standard_normal((N, T, layer.input_size))
    dh = rng.standard_normal((N, T, H))
    form = layer.forward(x, mask=mask).final         # a state, or a tuple of states, or of tuples
    if hasattr(layer, "draw_state"):                 # not every array is a state
        state = layer.draw_state(N, rng)
    else:
        state = _like(form, lambda s: 0.5 * rng.standard_normal(s.shape))
    dfinal = _like(form, lambda s: rng.standard_normal(s.shape))

    params = layer.params
    arguments = {"x": x, **_named("state", state), **params}
    watched = arguments | {"dh": dh} | _named("dfinal", dfinal)
    before = {name: value.copy() for name, value in watched.items()}
    trace = layer.forward(x, state, mask=mask)
    if trace.h.shape != (N, T, H):
        raise AssertionError(f"trace.h: expected shape {(N, T, H)}, got {trace.h.shape}")
    grads = layer.backward(trace, dh, dfinal)
    for name, value in watched.items():
        if not np.array_equal(value, before[name]):
            raise AssertionError(f"{name}: was changed by forward or backward")

    weights = _named("", dfinal)

    def loss():
        """A number that depends on every output, with known weights."""
        trace = layer.forward(x, state, mask=mask)
        finals = _named("", trace.final)
        return (dh * trace.h).sum() + sum((weights[name] * final).sum() for name, final in finals.items())

    found = {"x": grads.x, **_named("state", grads.state), **grads.params}
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
        _check_keras(layer32, x.astype(np.float32), _like(state, lambda s: s.astype(np.float32)), mask)
    return errors


def _like(state, make):
    """A state of the same form, each array made from the one in its place."""
    if isinstance(state, tuple):
        return tuple(_like(part, make) for part in state)
    return make(state)


def _named(name, state):
    """The arrays of a state by name: "state", or "state[0]", "state[1]", or "state[0][1]" and so on."""
    if not isinstance(state, tuple):
        return {name: state}
    return {key: value for k, part in enumerate(state) for key, value in _named(f"{name}[{k}]", part).items()}


def _check_keras(layer, x, state, mask):
    """Compare h and the final state with Keras's, in float32."""
    from lstm_lib.keras_weights import to_keras

    theirs = to_keras(layer, return_sequences=True, return_state=True)
    given = list(_named("", state).values())
    h, *final = theirs(x, initial_state=given if len(given) > 1 else given[0], mask=mask)
    trace = layer.forward(x, state, mask=mask)
    ours = {"h": trace.h, **_named("final", trace.final)}
    for (name, mine), other in zip(ours.items(), [h, *final], strict=True):
        difference = float(np.abs(mine - np.asarray(other)).max())
        if difference > 1e-5:
            raise AssertionError(f"{name}: differs from Keras by {difference:.1e}, expected at most 1e-05")
