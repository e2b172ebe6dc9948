"""Dropout around a recurrent layer: on its inputs and on its recurrence, one mask a sequence."""

from typing import Any, NamedTuple

import numpy as np

from lstm_lib.composite import join
from lstm_lib.dropout import dropout_mask
from lstm_lib.layer import Grads
from lstm_lib.lstm import LSTM
from lstm_lib.lstm_variant import LSTMVariant, LSTMVariantTrace
from lstm_lib.recurrent_composite import RecurrentComposite, check_recurrent
from lstm_lib.short_forms import by_shapes
from lstm_lib.types import Array, Rng, State, Trace
from lstm_lib.validate import check_number, check_rng, check_trace_kind, read_only


@by_shapes
class DroppedTrace(NamedTuple):
    """The trace of the layer inside, and what its input was multiplied by.

    Attributes
    ----------
    x : (N, T, D) ndarray
        The input, before anything was dropped.
    kept : (N, 1, D) ndarray, or None
        What it was multiplied by; None where nothing was dropped.
    inside : trace of the layer
        Every step of it.
    """

    x: np.ndarray
    kept: np.ndarray | None
    inside: Trace

    @property
    def mask(self) -> Any:
        """The mask (N, T) or None."""
        return self.inside.mask

    @property
    def h(self) -> Any:
        """The hidden states, (N, T, H)."""
        return self.inside.h

    @property
    def final(self) -> State:
        """The final state of the layer."""
        return self.inside.final


class Dropped(RecurrentComposite):
    """A recurrent layer with dropout on its inputs and on its recurrence, in training.

    Parameters
    ----------
    layer : recurrent layer
        Any one; for dropout on the recurrence an `LSTM` or `LSTMVariant`.
    inputs : float, optional
        The share of input features to drop, in [0, 1): of a layer in a `Stack` it is dropout between layers.
    recurrent : float, optional
        The share of hidden units that W_h does not see, in [0, 1).

    Raises
    ------
    ValueError
        If a share lies outside [0, 1), or the layer cannot drop on its recurrence.

    Notes
    -----
    ::

        h_t, c_t = layer(kept_x x_t, (kept_h h_{t-1}, c_{t-1}))

    Both masks are drawn once a sequence and are the same at every step. There is dropout only where ``forward`` is
    given an rng: a model does so in ``loss_and_grads``, and neither in ``loss`` nor in ``predict``. The cell state
    is never dropped. Parameters are named ``layer.W_x`` and so on.

    References
    ----------
    Gal and Ghahramani (2016), A theoretically grounded application of dropout in recurrent neural networks,
    NeurIPS, https://doi.org/10.48550/arXiv.1512.05287

    Examples
    --------
    >>> from lstm_lib import Stack
    >>> rng = np.random.default_rng(0)
    >>> stack = Stack([LSTM(3, 5, rng=rng), Dropped(LSTM(5, 4, rng=rng), inputs=0.5, recurrent=0.2)])
    >>> x = np.ones((2, 6, 3), np.float32)
    >>> same = stack.forward(x).h == stack.forward(x).h, stack.forward(x, rng=rng).h == stack.forward(x).h
    >>> bool(same[0].all()), bool(same[1].all())
    (True, False)
    """

    names = ("layer",)
    defaults = {"inputs": 0.0, "recurrent": 0.0}
    drops = True

    def __init__(self, layer: Any, inputs: float = 0.0, recurrent: float = 0.0) -> None:
        super().__init__({"layer": layer}, inputs=inputs, recurrent=recurrent)
        self.check_layers()

    def check_layers(self) -> None:
        """Check the shares, and that the layer can drop on its recurrence.

        Raises
        ------
        ValueError
            If one does not fit.
        """
        layer = self.layers["layer"]
        check_recurrent("layer", layer)
        for name in ("inputs", "recurrent"):
            self.options[name] = check_number(name, self.options[name], 0, 1, closed=True)
        if self.options["recurrent"] > 0 and not isinstance(layer, LSTM):
            raise ValueError(f"recurrent: expected 0 for {type(layer).__name__}: an LSTM alone drops on its recurrence")

    @property
    def input_size(self) -> int:
        """D, the number of features of an input."""
        return self.layers["layer"].input_size

    @property
    def hidden_size(self) -> int:
        """H, the number of units of the layer."""
        return self.layers["layer"].hidden_size

    @property
    def state_form(self) -> Any:
        """Whose state a final state is, as a decoder takes it."""
        return self.layers["layer"].state_form

    def hidden_of(self, state: State) -> Array:
        """Pick h out of a state.

        Parameters
        ----------
        state : state
            In this layer's form.

        Returns
        -------
        (N, H) ndarray
            The hidden state.
        """
        return self.layers["layer"].hidden_of(state)

    def as_state(self, h: Array) -> State:
        """Put an h, or its gradient, in the place where a state has it.

        Parameters
        ----------
        h : (N, H) ndarray
            The hidden state.

        Returns
        -------
        state
            In this layer's form, None in the place of every other part.
        """
        return self.layers["layer"].as_state(h)

    def hand_over(self, final: State) -> State:
        """Give a final state in the form that a decoder takes.

        Parameters
        ----------
        final : state
            From a trace.

        Returns
        -------
        state
            What the decoder starts from.
        """
        return self.layers["layer"].hand_over(final)

    def hand_back(self, dstate: State) -> State:
        """Give the gradient of what was handed over in the form of the final state.

        Parameters
        ----------
        dstate : state
            The gradient.

        Returns
        -------
        state
            In this layer's form.
        """
        return self.layers["layer"].hand_back(dstate)

    def check_input(self, x: Array, mask: Array | None = None) -> None:
        """Check a sequence and its mask, as the layer does.

        Parameters
        ----------
        x, mask : see `~lstm_lib.recurrent.Recurrent.check_input`
            The sequence.
        """
        self.layers["layer"].check_input(x, mask)

    def forward(self, x: Array, state: State = None, mask: Array | None = None, rng: Rng | None = None) -> DroppedTrace:
        """Run the layer and keep every step.

        Parameters
        ----------
        x : (N, T, D) ndarray
            The sequence.
        state : state, optional
            In the layer's form; zeros if None.
        mask : (N, T) ndarray of bool, optional
            False at padded steps.
        rng : numpy.random.Generator, optional
            Draws what is dropped; None for none.

        Returns
        -------
        `DroppedTrace`
            Every step.
        """
        layer, kept, dropped = self.layers["layer"], None, x
        if rng is not None:
            check_rng(rng)
            self.check_input(x, mask)
            if self.options["inputs"] > 0:
                kept = read_only(dropout_mask(x.shape, self.options["inputs"], rng, x.dtype))
                dropped = x * kept
            if self.options["recurrent"] > 0:
                kept_h = dropout_mask((len(x), self.hidden_size), self.options["recurrent"], rng, x.dtype)
                inside = _as_variant(layer).forward(dropped, state, mask, read_only(kept_h))
                return DroppedTrace(x, kept, inside)
        return DroppedTrace(x, kept, layer.forward(dropped, state, mask))

    def run(self, x: Array, state: State = None, mask: Array | None = None) -> State:
        """Run the layer, dropping nothing, and keep one step.

        Parameters
        ----------
        x, state, mask : see `Dropped.forward`
            The sequence.

        Returns
        -------
        state
            The final state.
        """
        return self.layers["layer"].run(x, state, mask)

    def backward(self, trace: DroppedTrace, dh: Array, dfinal: State = None) -> Grads:
        """Take gradients back through the layer and what was dropped.

        Parameters
        ----------
        trace : `DroppedTrace`
            From `Dropped.forward`.
        dh : (N, T, H) ndarray
            Gradient of the loss with respect to h.
        dfinal : state, optional
            Gradient with respect to the final state; zeros if None.

        Returns
        -------
        `Grads`
            Those of x (N, T, D), of state, and of params under ``layer.W_x`` and so on.
        """
        check_trace_kind(trace, DroppedTrace)
        layer = self.layers["layer"]
        if isinstance(trace.inside, LSTMVariantTrace):
            layer = _as_variant(layer)
        grads = layer.backward(trace.inside, dh, dfinal)
        dx = grads.x if trace.kept is None else grads.x * trace.kept
        return Grads(x=dx, state=grads.state, params=join({"layer": grads.params}))


def _as_variant(layer: Any) -> Any:
    """The same LSTM in the form that takes a mask for its recurrence; the parameters are shared."""
    if isinstance(layer, LSTMVariant):
        return layer
    variant = LSTMVariant.__new__(LSTMVariant)
    variant.params = layer.params
    return variant
