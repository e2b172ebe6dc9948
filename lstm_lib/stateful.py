"""What layers with a state share: its form, its check, and how it is taken apart and handed on."""

from typing import Any

import numpy as np

from lstm_lib.layer import Layer
from lstm_lib.states import check_parts_of_state, copy_of
from lstm_lib.types import Array, Axes, State
from lstm_lib.validate import check_array


class Stateful(Layer):
    """A layer whose state is h (N, H), or a tuple of arrays with h first.

    Parameters
    ----------
    params : dict of ndarrays
        The parameters by name.
    """

    state_parts: tuple[str, ...] = ()  # the letters of a state's parts, h first; none where a state is h alone
    state_kind: str | None = None  # whose states these are, where another layer takes them too
    hidden_size: Any  # H, of whom the state's h has a column each; a property of each layer
    forward: Any
    reads_backwards = False  # whether a step sees later ones, as no decoder can

    def check_hidden(self, name: str, h: Array | None, N: int) -> Array:
        """Check a state h; zeros stand for None.

        Parameters
        ----------
        name : str
            The argument's name, for the message.
        h : (N, H) ndarray or None
            What the caller gave.
        N : int
            The number of samples.

        Returns
        -------
        (N, H) ndarray
            The state.
        """
        if h is None:
            return np.zeros((N, int(self.hidden_size)), self.dtype)
        check_array(name, h, (("N", N), ("H", self.hidden_size)), self.dtype)
        return h

    def check_state(self, name: str, state: State, N: int) -> State:
        """Check a state in the form that this layer takes; zeros stand for None.

        Parameters
        ----------
        name : str
            The argument's name, for the message.
        state : ndarray, tuple of ndarrays, or None
            What the caller gave: an array where a state is h alone, else one a part, of which any may be None.
        N : int
            The number of samples.

        Returns
        -------
        ndarray or tuple of ndarrays
            The state.
        """
        if not self.state_parts:
            return self.check_hidden(name, state, N)
        axes = self.state_axes()
        if state is None:
            dtype = self.dtype
            return tuple([np.zeros((N, *[size for _, size in own]), dtype) for own in axes.values()])
        check_parts_of_state(name, state, tuple(axes))
        given = enumerate(zip(axes.items(), state, strict=True))
        return tuple(self._check_part(f"{name}[{k}] ({letter})", part, N, own) for k, ((letter, own), part) in given)

    def _check_part(self, name: str, part: Array | None, N: int, axes: Axes) -> Array:
        """One array of a state; zeros stand for None."""
        if part is None:
            return np.zeros((N, *(size for _, size in axes)), self.dtype)
        check_array(name, part, (("N", N), *axes), self.dtype)
        return part

    def state_axes(self) -> dict[str, Axes]:
        """Say which axes each part of a state has, after that of the samples.

        Returns
        -------
        dict
            The axes by the part's letter, h first.
        """
        return dict.fromkeys(self.state_parts or ("h",), (("H", self.hidden_size),))

    @property
    def state_form(self) -> str:
        """Whose state a final state is, such as "LSTM of 5": what a decoder must take."""
        return f"{self.state_kind or type(self).__name__} of {self.hidden_size}"

    @property
    def units_of_state(self) -> bool:
        """Whether each part of a state has a column a unit, so that two states can stand side by side."""
        return all(axes == (("H", self.hidden_size),) for axes in self.state_axes().values())

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
        return state[0] if self.state_parts else state

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
        return (h, *[None] * (len(self.state_parts) - 1)) if self.state_parts else h

    def hand_over(self, final: State) -> State:
        """Give a final state in the form that a decoder takes: as it is.

        Parameters
        ----------
        final : state
            From a trace.

        Returns
        -------
        state
            The same.
        """
        return final

    def hand_back(self, dstate: State) -> State:
        """Give the gradient of what was handed over in the form of the final state: as it is.

        Parameters
        ----------
        dstate : state
            The gradient.

        Returns
        -------
        state
            The same.
        """
        return dstate

    def run(self, x: Array, state: State = None, mask: Array | None = None) -> State:
        """Run over a whole sequence and keep its end.

        Parameters
        ----------
        x, state, mask : see ``forward``
            The sequence.

        Returns
        -------
        state
            The final state, in memory of its own: what the trace's ``final`` would be.
        """
        return copy_of(self.forward(x, state, mask).final)
