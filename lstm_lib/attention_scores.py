"""How attention scores a value for a query: by a dot product, or by a small network."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.attention import Attention
from lstm_lib.initialisers import glorot_uniform
from lstm_lib.types import Array, Axes, Rng
from lstm_lib.validate import check_float_dtype, check_rng, check_size


class DotAttention(Attention):
    """Attention that scores by the dot product of a query and a value.

    Notes
    -----
    ::

        e_qt = query_q . value_t
        a_q = softmax(e_q) over the valid steps t
        context_q = sum_t a_qt value_t

    It has no parameters. Query and values have the same number of features H; otherwise ``forward`` raises
    ValueError.

    References
    ----------
    Luong, Pham and Manning (2015), Effective approaches to attention-based neural machine translation, EMNLP,
    https://doi.org/10.18653/v1/D15-1166

    Examples
    --------
    >>> query, values = np.array([[[0.0, 50.0]]]), np.array([[[1.0, 0.0], [0.0, 1.0], [9.0, 9.0]]])
    >>> DotAttention().forward(query, values, np.array([[True, True, False]])).weights.round(6)
    array([[[0., 1., 0.]]])
    """

    def __init__(self) -> None:
        super().__init__({})

    def param_axes(self) -> dict[str, Axes]:
        """Say that there are no parameters.

        Returns
        -------
        dict
            Nothing.
        """
        return {}

    def score(self, query: Array, values: Array) -> tuple[Array, Any]:
        """Score each value for each query.

        Parameters
        ----------
        query : (N, Q, H) ndarray
            States of the decoder.
        values : (N, T, H) ndarray
            States of the encoder.

        Returns
        -------
        scores : (N, Q, T) ndarray
            The scores.
        hidden : None
            There is nothing between.
        """
        return query @ values.swapaxes(1, 2), None

    def score_backward(self, trace: Any, dscores: Array) -> Any:
        """Take the gradients of the scores back.

        Parameters
        ----------
        trace : `AttentionTrace`
            From ``forward``.
        dscores : (N, Q, T) ndarray
            Gradients of the scores.

        Returns
        -------
        tuple
            The gradients of query, values and parameters.
        """
        return dscores @ trace.values, dscores.swapaxes(1, 2) @ trace.query, {}


class AdditiveAttention(Attention):
    """Attention that scores by a small network of a query and a value.

    Parameters
    ----------
    hidden_size : int
        H, the number of features of query and values.
    units : int
        A, the number of units of the small network.
    rng : numpy.random.Generator
        Draws the first weights.
    dtype : dtype, optional
        Of all parameters: float32 or float64.

    Raises
    ------
    ValueError
        If a size is not a whole number from 1 up, or the dtype is another one.

    Notes
    -----
    ::

        e_qt = v . tanh(query_q W_q + value_t W_k)
        a_q = softmax(e_q) over the valid steps t
        context_q = sum_t a_qt value_t

    The parameters W_q, W_k (H, A) and v (A,) start Glorot uniform.

    References
    ----------
    Bahdanau, Cho and Bengio (2015), Neural machine translation by jointly learning to align and translate,
    ICLR, https://doi.org/10.48550/arXiv.1409.0473

    Examples
    --------
    >>> layer = AdditiveAttention(4, 3, rng=np.random.default_rng(0))
    >>> trace = layer.forward(np.ones((2, 5, 4), np.float32), np.ones((2, 6, 4), np.float32))
    >>> trace.weights.shape, trace.context.shape
    ((2, 5, 6), (2, 5, 4))
    """

    ranks = {"W_q": 2, "W_k": 2, "v": 1}

    def __init__(self, hidden_size: int, units: int, *, rng: Rng, dtype: DTypeLike = np.float32) -> None:
        check_size("hidden_size", hidden_size)
        check_size("units", units)
        check_rng(rng)
        check_float_dtype(dtype)
        super().__init__({
            "W_q": glorot_uniform((hidden_size, units), rng, dtype),
            "W_k": glorot_uniform((hidden_size, units), rng, dtype),
            "v": glorot_uniform((units, 1), rng, dtype)[:, 0],
        })

    def param_axes(self) -> dict[str, Axes]:
        """Say which axes each parameter should have.

        Returns
        -------
        dict
            The axes by the parameter's name.
        """
        H, A = self.params["W_q"].shape
        return {"W_q": (("H", H), ("A", A)), "W_k": (("H", H), ("A", A)), "v": (("A", A),)}

    def score(self, query: Array, values: Array) -> tuple[Array, Array]:
        """Score each value for each query.

        Parameters
        ----------
        query : (N, Q, H) ndarray
            States of the decoder.
        values : (N, T, H) ndarray
            States of the encoder.

        Returns
        -------
        scores : (N, Q, T) ndarray
            The scores.
        hidden : (N, Q, T, A) ndarray
            The squashed sums that they are made of.
        """
        W_q, W_k, v = (self.params[name] for name in ("W_q", "W_k", "v"))
        hidden = (query @ W_q)[:, :, None] + (values @ W_k)[:, None]  # (N, Q, T, A)
        np.tanh(hidden, out=hidden)
        return hidden @ v, hidden

    def score_backward(self, trace: Any, dscores: Array) -> Any:
        """Take the gradients of the scores back.

        Parameters
        ----------
        trace : `AttentionTrace`
            From ``forward``.
        dscores : (N, Q, T) ndarray
            Gradients of the scores.

        Returns
        -------
        tuple
            The gradients of query, values and parameters.
        """
        W_q, W_k, v = (self.params[name] for name in ("W_q", "W_k", "v"))
        H, A = W_q.shape
        dhidden = 1 - trace.hidden**2
        dhidden *= v
        dhidden *= dscores[..., None]                                 # (N, Q, T, A) before the tanh
        dq, dk = dhidden.sum(axis=2), dhidden.sum(axis=1)             # (N, Q, A), (N, T, A)
        params = {
            "W_q": trace.query.reshape(-1, H).T @ dq.reshape(-1, A),
            "W_k": trace.values.reshape(-1, H).T @ dk.reshape(-1, A),
            "v": dscores.ravel() @ trace.hidden.reshape(-1, A),
        }
        return dq @ W_q.T, dk @ W_k.T, params
