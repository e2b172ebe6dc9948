"""Two recurrent layers over one sequence: one reads it forwards, the other from its end."""

from typing import Any, NamedTuple

import numpy as np

from lstm_lib.composite import join
from lstm_lib.layer import Grads
from lstm_lib.recurrent_composite import RecurrentComposite, check_recurrent, forward_of
from lstm_lib.short_forms import by_shapes
from lstm_lib.states import beside, columns
from lstm_lib.types import Array, Rng, State, Trace
from lstm_lib.validate import check_array, check_trace_kind, describe, read_only


@by_shapes
class BidirectionalTrace(NamedTuple):
    """The traces of both directions.

    Attributes
    ----------
    x : (N, T, D) ndarray
        The input.
    mask : (N, T) ndarray of bool, or None
        True at valid steps; None when all are.
    forwards : trace of the first layer
        It reads the sequence as it is.
    backwards : trace of the second layer
        It reads the sequence from its end: its step 0 is the last one.
    """

    x: np.ndarray
    mask: np.ndarray | None
    forwards: Trace
    backwards: Trace

    @property
    def h(self) -> Array:
        """Hidden states (N, T, 2H): forwards beside backwards, both in the order of x; zero at padding."""
        h = np.concatenate([self.forwards.h, reverse_valid(self.backwards.h, self.mask)], axis=2)
        if self.mask is not None:
            h[~self.mask] = 0
        return read_only(h)

    @property
    def final(self) -> State:
        """Final states (forwards, backwards), each after reading the whole sequence its way."""
        return self.forwards.final, self.backwards.final


class Bidirectional(RecurrentComposite):
    """Two recurrent layers, one reading the sequence forwards, one backwards.

    Parameters
    ----------
    forwards, backwards : recurrent layer
        Both have the same input size; their hidden sizes are added.

    Raises
    ------
    ValueError
        If the input sizes differ.

    Notes
    -----
    ::

        h_t = [forwards h_t, backwards h_t], where the second has read x_T, ..., x_t

    The backward layer's final state is therefore the one after reading the whole sequence reversed, which
    belongs to step 0. Padding is left out: the backward layer starts at each sample's last valid step, and h is
    zero after it. A state is a pair (forwards' state, backwards' state).

    References
    ----------
    Schuster and Paliwal (1997), Bidirectional recurrent neural networks, IEEE Transactions on Signal Processing
    45(11), https://doi.org/10.1109/78.650093

    Examples
    --------
    >>> from lstm_lib import RNN
    >>> rng = np.random.default_rng(0)
    >>> layer = Bidirectional(RNN(3, 5, rng=rng), RNN(3, 5, rng=rng))
    >>> trace = layer.forward(np.ones((2, 4, 3), np.float32))
    >>> trace.h.shape, bool((trace.h[:, 0, 5:] == trace.final[1]).all())
    ((2, 4, 10), True)
    """

    names = ("forwards", "backwards")
    reads_backwards = True

    def __init__(self, forwards: Any, backwards: Any) -> None:
        super().__init__({"forwards": forwards, "backwards": backwards})
        self.check_layers()

    def check_layers(self) -> None:
        """Check that both directions read the same features.

        Raises
        ------
        ValueError
            If they do not.
        """
        forwards, backwards = self.layers.values()
        check_recurrent("forwards", forwards)
        check_recurrent("backwards", backwards)
        if forwards.input_size != backwards.input_size:
            raise ValueError(
                f"backwards: expected input_size {forwards.input_size}, as that of forwards, "
                f"got {backwards.input_size}"
            )

    @property
    def input_size(self) -> int:
        """D, the number of features of an input."""
        return self.layers["forwards"].input_size

    @property
    def hidden_size(self) -> int:
        """The number of units of both directions together."""
        return sum(layer.hidden_size for layer in self.layers.values())

    @property
    def state_form(self) -> str:
        """Whose state a final state is, as a decoder takes it."""
        if not self.units_of_state:
            return "a state that cannot be joined with another one,"  # no columns of units
        kinds = {way.state_form.partition(" of ")[0] for way in self.layers.values()}
        return f"{' and '.join(sorted(kinds))} of {self.hidden_size}"

    def hidden_of(self, state: State) -> Array:
        """Pick h out of a state: both directions' side by side.

        Parameters
        ----------
        state : state
            In this layer's form.

        Returns
        -------
        (N, H) ndarray
            The hidden state.
        """
        ways = zip(state, self.layers.values(), strict=True)
        return np.concatenate([way.hidden_of(part) for part, way in ways], axis=1)

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
        forwards, backwards = self.layers.values()
        H = forwards.hidden_size
        return forwards.as_state(h[:, :H]), backwards.as_state(h[:, H:])

    def hand_over(self, final: State) -> State:
        """Give a final state in the form that a decoder takes: both directions side by side, each part (N, 2H).

        Parameters
        ----------
        final : state
            From a trace.

        Returns
        -------
        state
            What the decoder starts from.
        """
        return beside(*final)

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
        H = self.layers["forwards"].hidden_size
        return columns(dstate, slice(None, H)), columns(dstate, slice(H, None))

    def forward(
        self, x: Array, state: State = None, mask: Array | None = None, rng: Rng | None = None
    ) -> BidirectionalTrace:
        """Run both directions and keep every step.

        Parameters
        ----------
        x : (N, T, D) ndarray
            The sequence.
        state : pair of states, optional
            Of the two layers, each in its form; zeros if None.
        mask : (N, T) ndarray of bool, optional
            False at padded steps.
        rng : numpy.random.Generator, optional
            Draws what is dropped, where a layer is `Dropped`; None for none.

        Returns
        -------
        `BidirectionalTrace`
            Every step of both.
        """
        first, second = self._states("state", state)
        forwards = forward_of(self.layers["forwards"], x, first, mask, rng)
        backwards = forward_of(self.layers["backwards"], reverse_valid(x, mask), second, mask, rng)
        return BidirectionalTrace(x, mask, forwards, backwards)

    def run(self, x: Array, state: State = None, mask: Array | None = None) -> State:
        """Run both directions and keep one step of each.

        Parameters
        ----------
        x, state, mask : see `Bidirectional.forward`
            The sequence.

        Returns
        -------
        tuple
            The pair of final states.
        """
        first, second = self._states("state", state)
        self.layers["forwards"].check_input(x, mask)
        reversed_x = x[:, ::-1] if mask is None else reverse_valid(x, mask)
        return self.layers["forwards"].run(x, first, mask), self.layers["backwards"].run(reversed_x, second, mask)

    def backward(self, trace: BidirectionalTrace, dh: Array, dfinal: State = None) -> Grads:
        """Take gradients back through both directions.

        Parameters
        ----------
        trace : `BidirectionalTrace`
            From `Bidirectional.forward`.
        dh : (N, T, 2H) ndarray
            Gradient of the loss with respect to h.
        dfinal : pair of states, optional
            Gradient with respect to the final states; zeros if None.

        Returns
        -------
        `Grads`
            Those of x (N, T, D), of state, a pair, and of params under ``forwards.W_x``, ``backwards.W_x`` and so on.
        """
        check_trace_kind(trace, BidirectionalTrace)
        first, second = self._states("dfinal", dfinal)
        N, T, _ = trace.x.shape
        check_array("dh", dh, (("N", N), ("T", T), ("2H", self.hidden_size)), self.dtype)
        H = self.layers["forwards"].hidden_size
        if trace.mask is not None:
            dh = np.where(trace.mask[:, :, None], dh, np.zeros((), dh.dtype))
        one = self.layers["forwards"].backward(trace.forwards, dh[:, :, :H], first)
        two = self.layers["backwards"].backward(trace.backwards, reverse_valid(dh[:, :, H:], trace.mask), second)
        dx = one.x + reverse_valid(two.x, trace.mask)
        params = join({"forwards": one.params, "backwards": two.params})
        return Grads(x=dx, state=(one.state, two.state), params=params)

    def _states(self, name: str, state: State) -> Any:
        """A state for each direction; None for each where there is none."""
        if state is None:
            return None, None
        if not isinstance(state, tuple | list) or len(state) != 2:
            raise ValueError(f"{name}: expected a pair (forwards, backwards), got {describe(state)}")
        return state


def reverse_valid(values: Array, mask: Array | None = None) -> Array:
    """Reverse the valid steps of each sample of (N, T, ...) and leave the padding where it is.

    >>> x = np.array([[[1], [2], [3], [0]]])
    >>> reverse_valid(x, np.array([[True, True, True, False]])).ravel()
    array([3, 2, 1, 0])
    """
    if mask is None:
        return values[:, ::-1]
    T = mask.shape[1]
    lengths = mask.sum(axis=1, keepdims=True)                         # (N, 1)
    steps = np.arange(T)                                              # (T,)
    source = np.where(steps < lengths, lengths - 1 - steps, steps)    # (N, T)
    return np.take_along_axis(values, source[:, :, None], axis=1)
