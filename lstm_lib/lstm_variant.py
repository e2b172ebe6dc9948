"""An LSTM with what users ask for: peepholes, layer normalisation, dropout on the recurrence; to be read, not raced."""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.activations import sigmoid
from lstm_lib.layer import Grads
from lstm_lib.lstm import LSTM
from lstm_lib.normalise import normalise, normalise_backward
from lstm_lib.recurrent import Recurrent
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array, Axes, Params, Rng, State, Trace
from lstm_lib.validate import read_only

PEEPHOLES = ("p_i", "p_f", "p_o")
NORMS = ("gain_x", "gain_h", "gain_c", "shift_c")


@by_shapes
class LSTMVariantTrace(NamedTuple):
    """All that a forward pass computed, at every step.

    Attributes
    ----------
    x : (N, T, D) ndarray
        The input.
    state : tuple of two (N, H) ndarrays
        The state (h0, c0) before the first step.
    mask : (N, T) ndarray of bool, or None
        True at valid steps; None when all are.
    kept : (N, H) ndarray, or None
        What h is multiplied by before W_h: the dropout mask of the recurrence.
    i, f, g, o : (N, T, H) ndarray
        Input gate, forget gate, candidate and output gate.
    c, tanh_c : (N, T, H) ndarray
        Cell state, and the same squashed (normalised before, with layer normalisation).
    h : (N, T, H) ndarray
        Hidden state.
    """

    x: np.ndarray
    state: State
    mask: np.ndarray | None
    kept: np.ndarray | None
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c: np.ndarray
    tanh_c: np.ndarray
    h: np.ndarray

    @property
    def final(self) -> State:
        """State (h, c) after the last valid step of each sample, each (N, H)."""
        return self.h[:, -1], self.c[:, -1]


class LSTMVariant(LSTM):
    """Long short-term memory with peepholes and layer normalisation on request.

    Parameters
    ----------
    input_size, hidden_size : int
        D features of an input, and H hidden units.
    peepholes : bool, optional
        Whether the gates see the cell state.
    layer_norm : bool, optional
        Whether the products and the cell state are normalised over their features.
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

        z_t = norm(x_t W_x) gain_x + norm((kept h_{t-1}) W_h) gain_h + b
        i, f = sigmoid(z_i + p_i c_{t-1}), sigmoid(z_f + p_f c_{t-1});  g = tanh(z_g)
        c_t = f c_{t-1} + i g
        o = sigmoid(z_o + p_o c_t)
        h_t = o tanh(norm(c_t) gain_c + shift_c)

    norm takes away the mean over the features and divides by their standard deviation. Without layer normalisation
    it is left out, with gains and shift; without peepholes p_i, p_f and p_o are. Whether a layer has them is whether
    it has the parameters: p (H,) start at zero, gain_x, gain_h (4H,) and gain_c (H,) at one, shift_c (H,) at zero.
    Dropout on the recurrence is kept, drawn once a sequence (see `Dropped`). Without any of them it computes what
    `LSTM` does, with the same parameters, but slower.

    References
    ----------
    Peepholes: Gers, Schraudolph and Schmidhuber (2002), Learning precise timing with LSTM recurrent networks,
    Journal of Machine Learning Research 3, https://www.jmlr.org/papers/v3/gers02a.html

    Ba, Kiros and Hinton (2016), Layer normalization, https://doi.org/10.48550/arXiv.1607.06450

    Gal and Ghahramani (2016), A theoretically grounded application of dropout in recurrent neural networks,
    NeurIPS, https://doi.org/10.48550/arXiv.1512.05287

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> layer = LSTMVariant(3, 5, peepholes=True, rng=rng)
    >>> layer.forward(rng.standard_normal((2, 4, 3), dtype=np.float32)).h.shape, sorted(layer.params)
    ((2, 4, 5), ['W_h', 'W_x', 'b', 'p_f', 'p_i', 'p_o'])
    """

    def __init__(
        self, input_size: int, hidden_size: int, *, peepholes: bool = False, layer_norm: bool = False, rng: Rng,
        dtype: DTypeLike = np.float32,
    ) -> None:  # fmt: skip
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype)
        if peepholes:
            self.params |= {name: np.zeros(hidden_size, dtype) for name in PEEPHOLES}
        if layer_norm:
            for name, ((_, size),) in self._norm_axes().items():
                self.params[name] = (np.zeros if name == "shift_c" else np.ones)(size, dtype)

    @property
    def peepholes(self) -> bool:
        """Whether the gates see the cell state."""
        return any(name in self.params for name in PEEPHOLES)

    @property
    def layer_norm(self) -> bool:
        """Whether the products and the cell state are normalised."""
        return any(name in self.params for name in NORMS)

    def _norm_axes(self) -> dict[str, Axes]:
        H = self.hidden_size
        wide, narrow = (("4H", 4 * H),), (("H", H),)
        return dict(zip(NORMS, (wide, wide, narrow, narrow), strict=True))

    def param_axes(self) -> dict[str, Axes]:
        """Say which axes each parameter should have.

        Returns
        -------
        dict
            The axes by the parameter's name.
        """
        axes = super().param_axes()
        if self.peepholes:
            axes |= dict.fromkeys(PEEPHOLES, (("H", self.hidden_size),))
        return axes | (self._norm_axes() if self.layer_norm else {})

    def forward(  # type: ignore[override]  # a trace of its own
        self, x: Array, state: State = None, mask: Array | None = None, kept: Array | None = None
    ) -> LSTMVariantTrace:
        """Run over a whole sequence and keep every step.

        Parameters
        ----------
        x : (N, T, D) ndarray
            Input, of the layer's dtype.
        state : pair of (N, H) ndarrays, optional
            The state (h0, c0) before the first step; zeros if None.
        mask : (N, T) ndarray of bool, optional
            False at padded steps.
        kept : (N, H) ndarray, optional
            What h is multiplied by before W_h, at every step: a `dropout_mask`.

        Returns
        -------
        `LSTMVariantTrace`
            Every step.

        Raises
        ------
        ValueError
            If an input does not fit.
        """
        self.check_input(x, mask)
        state = self.check_state("state", state, len(x))
        if kept is not None:
            self.check_hidden("kept", kept, len(x))
        N, T, _ = x.shape
        H, p = self.hidden_size, self.params
        p_i, p_f, p_o = (p.get(name, 0) for name in PEEPHOLES)
        from_x = self._scaled(x @ p["W_x"], "gain_x") + p["b"]        # (N, T, 4H)
        steps = np.empty((7, N, T, H), self.dtype)                    # i, f, g, o, c, tanh_c, h
        h, c = state
        for t in range(T):
            seen = h if kept is None else h * kept                    # (N, H)
            z_i, z_f, z_g, z_o = np.split(from_x[:, t] + self._scaled(seen @ p["W_h"], "gain_h"), 4, axis=1)
            i, f, g = sigmoid(z_i + p_i * c), sigmoid(z_f + p_f * c), np.tanh(z_g)
            c_new = f * c + i * g
            o = sigmoid(z_o + p_o * c_new)
            tanh_c = np.tanh(self._scaled(c_new, "gain_c") + p.get("shift_c", 0))
            h_new = o * tanh_c
            if mask is not None:                                      # a padded step changes nothing
                valid = mask[:, t, None]
                h_new, c_new = np.where(valid, h_new, h), np.where(valid, c_new, c)
            h, c = h_new, c_new
            steps[:, :, t] = i, f, g, o, c, tanh_c, h
        return LSTMVariantTrace(x, state, mask, kept, *map(read_only, steps))

    run = Recurrent.run  # LSTM's own knows nothing of what is special here

    def backward(self, trace: Trace, dh: Array, dfinal: State = None) -> Grads:
        """Take gradients of a loss back through the whole sequence (back-propagation through time).

        Parameters
        ----------
        trace : `LSTMVariantTrace`
            From `LSTMVariant.forward`.
        dh : (N, T, H) ndarray
            Gradient of the loss with respect to each hidden state.
        dfinal : pair of (N, H) ndarrays, optional
            Gradient (dh_T, dc_T) with respect to the final state that comes on top of dh; zeros if None.

        Returns
        -------
        `Grads`
            The gradients of x (N, T, D), zero at padded steps; of state (dh0, dc0); and of params.
        """
        N, T, H = self.check_trace(trace, LSTMVariantTrace, dh)
        dh_next, dc = self.check_state("dfinal", dfinal, N)
        p = self.params
        p_i, p_f, p_o = (p.get(name, 0) for name in PEEPHOLES)
        grads = {name: np.zeros_like(value) for name, value in p.items()}
        dz = np.empty((N, T, 4 * H), self.dtype)                      # of every step's z
        for t in reversed(range(T)):
            i, f, g, o, c, tanh_c = (values[:, t] for values in trace[4:10])
            h_before, c_before = (trace.h[:, t - 1], trace.c[:, t - 1]) if t else trace.state
            valid = True if trace.mask is None else trace.mask[:, t, None]
            dh_t = np.where(valid, dh[:, t] + dh_next, 0)
            dc_t = np.where(valid, dc, 0)
            dnormed = dh_t * o * (1 - tanh_c * tanh_c)                # from h = o tanh(norm(c) gain + shift)
            dz_o = dh_t * tanh_c * o * (1 - o)
            dc_t = dc_t + self._scaled_backward(c, dnormed, "gain_c", grads) + p_o * dz_o
            dz_i, dz_f, dz_g = dc_t * g * i * (1 - i), dc_t * c_before * f * (1 - f), dc_t * i * (1 - g * g)
            dz[:, t] = dz_t = np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=1)
            if self.layer_norm:
                grads["shift_c"] += dnormed.sum(axis=0)
            if self.peepholes:
                grads["p_i"] += (dz_i * c_before).sum(axis=0)
                grads["p_f"] += (dz_f * c_before).sum(axis=0)
                grads["p_o"] += (dz_o * c).sum(axis=0)
            seen = h_before if trace.kept is None else h_before * trace.kept
            dproduct = self._scaled_backward(seen @ p["W_h"], dz_t, "gain_h", grads)
            grads["W_h"] += seen.T @ dproduct
            dseen = dproduct @ p["W_h"].T
            dh_before = dseen if trace.kept is None else dseen * trace.kept
            dc_before = dc_t * f + p_i * dz_i + p_f * dz_f
            dh_next = np.where(valid, dh_before, dh[:, t] + dh_next)  # a padded step hands on what it got
            dc = np.where(valid, dc_before, dc)
        flat, x = dz.reshape(N * T, -1), trace.x.reshape(N * T, -1)
        grads["b"] = flat.sum(axis=0)
        dproduct = self._scaled_backward(x @ p["W_x"], flat, "gain_x", grads)
        grads["W_x"] = x.T @ dproduct
        return Grads(x=(dproduct @ p["W_x"].T).reshape(trace.x.shape), state=(dh_next, dc), params=grads)

    def _scaled(self, values: Array, gain: str) -> Array:
        """norm(values) gain, or the values themselves without layer normalisation."""
        return normalise(values)[0] * self.params[gain] if self.layer_norm else values

    def _scaled_backward(self, values: Array, dscaled: Array, gain: str, grads: Params) -> Array:
        """The gradient of the values, that of the gain being added to grads."""
        if not self.layer_norm:
            return dscaled
        normed, spread = normalise(values)
        grads[gain] += (dscaled * normed).sum(axis=0)
        return normalise_backward(normed, spread, dscaled * self.params[gain])
