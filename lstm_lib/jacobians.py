"""How far back learning reaches: the Jacobians of the last state with respect to earlier ones."""

from typing import Any, NamedTuple

import numpy as np

from lstm_lib.recurrent_composite import check_recurrent
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array, State, Trace
from lstm_lib.validate import check_index, describe


@by_shapes
class JacobianNorms(NamedTuple):
    """How strongly the last state depends on the state d steps before, for d = 0 .. T.

    Attributes
    ----------
    distance : (T+1,) ndarray of int
        The steps back, 0, 1, ..., T.
    dh : (T+1,) ndarray
        Largest singular value of dh_T / dh_{T-d}.
    dc : (T+1,) ndarray, or None
        The same of dc_T / dc_{T-d}; None for layers without a cell state.
    forget : (T+1, H) ndarray, or None
        Product of the forget gates of those d steps, each unit's own; None for layers without a cell state.
    """

    distance: np.ndarray
    dh: np.ndarray
    dc: np.ndarray | None
    forget: np.ndarray | None


def jacobian_norms(layer: Any, trace: Trace, sample: int = 0) -> JacobianNorms:
    """Measure how gradients shrink or grow on their way back through one sequence.

    Parameters
    ----------
    layer : `RNN`, `LSTM` or `GRU`
        The layer.
    trace : trace of the layer
        From its ``forward``.
    sample : int, optional
        Which of the N to look at, from 0.

    Returns
    -------
    `JacobianNorms`
        The norms at each distance.

    Raises
    ------
    ValueError
        If the trace does not have the sample.

    Notes
    -----
    It computes dh_T/dh_t by the chain rule through all steps between, and all paths; for an LSTM dc_T/dc_t too.
    If neither an LSTM's gates nor its candidate listened to h, dc_T/dc_t would be the product f_T ... f_{t+1}
    alone, which is returned beside it. Norms are spectral: the most that a change of length one can be stretched by.

    References
    ----------
    Pascanu, Mikolov and Bengio (2013), On the difficulty of training recurrent neural networks, ICML,
    https://doi.org/10.48550/arXiv.1211.5063

    Examples
    --------
    >>> from lstm_lib import RNN
    >>> layer = RNN.from_params({"W_x": np.zeros((1, 1)), "W_h": np.array([[0.5]]), "b": np.zeros(1)})
    >>> jacobian_norms(layer, layer.forward(np.zeros((1, 3, 1)))).dh      # tanh'(0) = 1, so 0.5 a step
    array([1.   , 0.5  , 0.25 , 0.125])
    """
    check_recurrent("layer", layer)
    if not hasattr(trace, "h") or not hasattr(trace, "mask"):
        raise ValueError(f"trace: expected what the layer's forward returns, got {describe(trace)}")
    N, T, H = trace.h.shape
    check_index("sample", sample, N)
    if trace.mask is not None:
        T = int(trace.mask[sample].sum())
    to_h = _all_the_way(layer, trace, sample, T, "h")
    if layer.state_parts != ("h", "c"):
        return JacobianNorms(np.arange(T + 1), to_h, None, None)
    to_c = _all_the_way(layer, trace, sample, T, "c")
    forget = np.ones((T + 1, H), trace.f.dtype)
    forget[1:] = np.cumprod(trace.f[sample, T - 1 :: -1], axis=0)
    return JacobianNorms(np.arange(T + 1), to_h, to_c, forget)


def _all_the_way(layer: Any, trace: Trace, sample: int, T: int, part: str) -> Array:
    """Norms of the Jacobian of one part of the state at each distance: H gradients at once, one a unit of the last."""
    H = trace.h.shape[2]
    units = np.eye(H, dtype=trace.h.dtype)
    place = layer.state_parts.index(part) if layer.state_parts else None
    gradient = units if place is None else tuple(units if name == part else None for name in layer.state_parts)
    norms = [1.0]
    for t in reversed(range(T)):
        before = _state_before(layer, trace, sample, t, H)
        step = layer.forward(np.repeat(trace.x[sample : sample + 1, t : t + 1], H, axis=0), before)
        gradient = layer.backward(step, np.zeros_like(step.h), gradient).state
        norms.append(float(np.linalg.norm(gradient if place is None else gradient[place], 2)))
    return np.array(norms)


def _state_before(layer: Any, trace: Trace, sample: int, t: int, H: int) -> State:
    """The state before step t of one sample, H times, in the layer's form."""

    def repeated(values: Array, first: Any) -> Array:
        row = values[sample, t - 1] if t > 0 else first[sample]
        return np.repeat(row[None], H, axis=0)

    if not layer.state_parts:
        return repeated(trace.h, trace.state)
    parts = zip(layer.state_parts, trace.state, strict=True)
    return tuple(repeated(getattr(trace, name), first) for name, first in parts)
