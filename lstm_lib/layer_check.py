"""The convention that makes a layer a layer, as a check that anybody can run on a new one."""

import numpy as np

from lstm_lib.finite_differences import numeric_gradient, relative_error


def check_layer(layer, *, mask=None, keras=False, tolerance=1e-6, N=2, T=3, seed=0):
    """Check a recurrent layer: shapes, gradients, inputs left alone, and equality with Keras on request.

    A layer passes if its trace has h of shape (N, T, H) and a final state; if the gradients of x,
    state and every parameter are those that finite differences give, in float64, within `tolerance`
    of the largest one; if forward and backward change none of their arguments; and, with keras=True,
    if Keras computes the same h and final state from the same weights within 1e-5.

    Parameters: layer, which stays as it is (its weights are copied to float64); mask (N, T) or None;
    N samples and T steps to try; seed of the random input.
    Returns the largest relative error found, by name. Raises AssertionError that says what differs.

    >>> from lstm_lib import LSTM
    >>> errors = check_layer(LSTM(4, 5, rng=np.random.default_rng(0)))
    >>> sorted(errors), max(errors.values()) < 1e-6
    (['W_h', 'W_x', 'b', 'state[0]', 'state[1]', 'x'], True)
    """
    rng = np.random.default_rng(seed)
    layer = layer.astype(np.float64)
    H = layer.hidden_size
    x = rng.standard_normal((N, T, layer.input_size))
    dh = rng.standard_normal((N, T, H))
    trace = layer.forward(x, mask=mask)
    pair = isinstance(trace.final, tuple)
    state, dfinal = ([0.5 * rng.standard_normal((N, H)) for _ in range(1 + pair)] for _ in range(2))

    def as_state(arrays):
        return tuple(arrays) if pair else arrays[0]

    arguments = {"x": x, **{f"state[{k}]": s for k, s in enumerate(state)}, **layer.params}
    before = {name: value.copy() for name, value in arguments.items()}
    trace = layer.forward(x, as_state(state), mask=mask)
    if trace.h.shape != (N, T, H):
        raise AssertionError(f"trace.h: expected shape {(N, T, H)}, came {trace.h.shape}")
    grads = layer.backward(trace, dh.copy(), as_state([d.copy() for d in dfinal]))
    for name, value in arguments.items():
        if not np.array_equal(value, before[name]):
            raise AssertionError(f"{name}: was changed by forward or backward")

    def loss():
        """A number that depends on every output, with known weights."""
        trace = layer.forward(x, as_state(state), mask=mask)
        final = trace.final if pair else (trace.final,)
        return (dh * trace.h).sum() + sum((d * s).sum() for d, s in zip(dfinal, final, strict=True))

    states = grads.state if pair else (grads.state,)
    found = {"x": grads.x, **{f"state[{k}]": s for k, s in enumerate(states)}, **grads.params}
    errors = {}
    for name, value in arguments.items():
        shape = found[name].shape
        if shape != value.shape:
            raise AssertionError(f"gradient of {name}: expected shape {value.shape}, came {shape}")
        errors[name] = relative_error(found[name], numeric_gradient(loss, value))
        if errors[name] > tolerance:
            raise AssertionError(
                f"gradient of {name}: differs from finite differences by {errors[name]:.1e} "
                f"of its largest entry, expected at most {tolerance:.0e}"
            )
    if keras:
        _check_keras(layer.astype(np.float32), x, as_state(state), mask)
    return errors


def _check_keras(layer, x, state, mask):
    """Compare h and the final state with Keras's, in float32."""
    from lstm_lib.keras_weights import to_keras

    pair = isinstance(state, tuple)
    x = x.astype(np.float32)
    state = [s.astype(np.float32) for s in (state if pair else (state,))]
    theirs = to_keras(layer, return_sequences=True, return_state=True)
    h, *final = theirs(x, initial_state=state if pair else state[0], mask=mask)
    trace = layer.forward(x, tuple(state) if pair else state[0], mask=mask)
    ours = [trace.h, *(trace.final if pair else (trace.final,))]
    for name, mine, other in zip(("h", "final[0]", "final[1]"), ours, [h, *final], strict=False):
        difference = float(np.abs(mine - np.asarray(other)).max())
        if difference > 1e-5:
            raise AssertionError(f"{name}: differs from Keras by {difference:.1e}, expected at most 1e-05")
