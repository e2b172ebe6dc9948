"""Recurrent layers on top of one another: each reads the hidden states of the one below."""

from typing import Any, NamedTuple

import numpy as np

from lstm_lib.composite import join
from lstm_lib.layer import Grads
from lstm_lib.recurrent_composite import RecurrentComposite, check_recurrent, forward_of
from lstm_lib.short_forms import by_shapes
from lstm_lib.states import where
from lstm_lib.types import Array, Rng, State, Trace
from lstm_lib.validate import check_trace_kind, describe


@by_shapes
class StackTrace(NamedTuple):
    """The traces of all layers of a stack, from the lowest up.

    Attributes
    ----------
    traces : tuple of traces
        One a layer.
    """

    traces: Trace

    @property
    def x(self) -> Any:
        """The input (N, T, D)."""
        return self.traces[0].x

    @property
    def mask(self) -> Any:
        """The mask (N, T) or None."""
        return self.traces[0].mask

    @property
    def h(self) -> Any:
        """The hidden states of the highest layer, (N, T, H)."""
        return self.traces[-1].h

    @property
    def final(self) -> State:
        """The final states of all layers, from the lowest up."""
        return tuple(trace.final for trace in self.traces)


class Stack(RecurrentComposite):
    """Recurrent layers on top of one another.

    Parameters
    ----------
    layers : list of recurrent layers
        From the lowest up; each one's input size is the hidden size of the one below.

    Raises
    ------
    ValueError
        If sizes do not fit, or there is no layer.

    Notes
    -----
    ::

        h^1 = layer1(x);  h^2 = layer2(h^1);  ...

    The state is a tuple, one state a layer. Parameters are named ``0.W_x``, ``1.W_x`` and so on.

    References
    ----------
    Graves (2013), Generating sequences with recurrent neural networks,
    https://doi.org/10.48550/arXiv.1308.0850

    Examples
    --------
    >>> from lstm_lib import GRU, LSTM
    >>> rng = np.random.default_rng(0)
    >>> stack = Stack([LSTM(3, 5, rng=rng), GRU(5, 4, rng=rng)])
    >>> trace = stack.forward(np.ones((2, 6, 3), np.float32))
    >>> trace.h.shape, trace.final[0][1].shape, trace.final[1].shape
    ((2, 6, 4), (2, 5), (2, 4))
    """

    def __init__(self, layers: list[Any]) -> None:
        if not isinstance(layers, list | tuple) or not layers:
            raise ValueError(f"layers: expected a list of at least one layer, got {describe(layers)}")
        super().__init__({str(k): layer for k, layer in enumerate(layers)})
        self.check_layers()

    @classmethod
    def layer_names(cls, layers: Any) -> list[str]:
        """Say the names that layers of a stack have: "0", "1" and so on, at least one.

        Parameters
        ----------
        layers : see `~lstm_lib.composite.Composite.layer_names`
            By name.

        Returns
        -------
        list of str
            The names, from the lowest layer up.

        Raises
        ------
        ValueError
            If there are others, or none.
        """
        expected = [str(k) for k in range(len(layers))]
        if not layers or set(layers) != set(expected):
            raise ValueError(f"layers: expected at least one, called 0, 1, ..., got {list(layers) or 'none'}")
        return expected

    def check_layers(self) -> None:
        """Check that each layer reads what the one below gives.

        Raises
        ------
        ValueError
            If it does not.
        """
        layers = list(self.layers.values())
        for k, layer in enumerate(layers):
            check_recurrent(f"layers[{k}]", layer)
        for k in range(1, len(layers)):
            below, size = layers[k - 1].hidden_size, layers[k].input_size
            if size != below:
                raise ValueError(f"layers[{k}]: expected input_size {below}, as layer {k - 1} gives, got {size}")

    @property
    def input_size(self) -> int:
        """D, the number of features of an input."""
        return self.layers["0"].input_size

    @property
    def hidden_size(self) -> int:
        """H, the number of units of the highest layer."""
        return self._highest.hidden_size

    @property
    def state_form(self) -> str:
        """Whose state a final state is, as a decoder takes it."""
        return ", ".join(layer.state_form for layer in self.layers.values())

    def hidden_of(self, state: State) -> Array:
        """Pick h out of a state: the highest layer's.

        Parameters
        ----------
        state : state
            In this layer's form.

        Returns
        -------
        (N, H) ndarray
            The hidden state.
        """
        return self._highest.hidden_of(state[-1])

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
        return (*[None] * (len(self.layers) - 1), self._highest.as_state(h))

    def hand_over(self, final: State) -> State:
        """Give a final state in the form that a decoder takes, each layer's in its own.

        Parameters
        ----------
        final : state
            From a trace.

        Returns
        -------
        state
            What the decoder starts from.
        """
        return tuple(layer.hand_over(part) for layer, part in zip(self.layers.values(), final, strict=True))

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
        return tuple(layer.hand_back(part) for layer, part in zip(self.layers.values(), dstate, strict=True))

    def forward(self, x: Array, state: State = None, mask: Array | None = None, rng: Rng | None = None) -> StackTrace:
        """Run all layers and keep every step.

        Parameters
        ----------
        x : (N, T, D) ndarray
            The sequence.
        state : tuple of states, optional
            One entry a layer, each in the layer's form; zeros if None.
        mask : (N, T) ndarray of bool, optional
            False at padded steps.
        rng : numpy.random.Generator, optional
            Draws what is dropped, where a layer is `Dropped`; None for none.

        Returns
        -------
        `StackTrace`
            Every step of every layer.
        """
        traces = []
        for layer, s in zip(self.layers.values(), self._states("state", state), strict=True):
            traces.append(forward_of(layer, x, s, mask, rng))
            x = np.ascontiguousarray(traces[-1].h)
        return StackTrace(tuple(traces))

    def run(self, x: Array, state: State = None, mask: Array | None = None) -> State:
        """Run all layers, one time step after the other, and keep one step.

        Parameters
        ----------
        x, state, mask : see `Stack.forward`
            The sequence.

        Returns
        -------
        tuple of states
            All final states.

        Notes
        -----
        A stack with a bidirectional layer must keep whole sequences instead.
        """
        if self.reads_backwards:
            return self.forward(x, state, mask).final  # no layer can start before the one below has ended
        states = self._states("state", state)
        self.layers["0"].check_input(x, mask)
        for t in range(x.shape[1]):
            x_t, states = x[:, t : t + 1], list(states)
            valid = None if mask is None else mask[:, t]
            for k, layer in enumerate(self.layers.values()):
                after = layer.run(x_t, states[k])
                states[k] = after if valid is None else where(valid, after, states[k])
                x_t = layer.hidden_of(states[k])[:, None]
        return tuple(states)

    def backward(self, trace: StackTrace, dh: Array, dfinal: State = None) -> Grads:
        """Take gradients back through all layers, highest first.

        Parameters
        ----------
        trace : `StackTrace`
            From `Stack.forward`.
        dh : (N, T, H) ndarray
            Gradient of the loss with respect to the highest layer's h.
        dfinal : tuple of states, optional
            Gradient with respect to the final states, one entry a layer; zeros if None.

        Returns
        -------
        `Grads`
            Those of x (N, T, D), of state, one entry a layer, and of params under ``0.W_x``, ``1.W_x`` and so on.
        """
        check_trace_kind(trace, StackTrace)
        if len(trace.traces) != len(self.layers):
            raise ValueError(f"trace: expected one of {len(self.layers)} layers, got one of {len(trace.traces)}")
        dfinals = self._states("dfinal", dfinal)
        grads = {}
        for k in reversed(range(len(self.layers))):
            grads[str(k)] = self.layers[str(k)].backward(trace.traces[k], dh, dfinals[k])
            dh = np.ascontiguousarray(grads[str(k)].x)
        upwards = {name: grads[name] for name in self.layers}
        state = tuple(g.state for g in upwards.values())
        return Grads(x=dh, state=state, params=join({name: g.params for name, g in upwards.items()}))

    def _states(self, name: str, state: State) -> Any:
        """One state a layer; None for each where there is none."""
        if state is None:
            return (None,) * len(self.layers)
        if not isinstance(state, tuple | list) or len(state) != len(self.layers):
            raise ValueError(f"{name}: expected {len(self.layers)} states, one a layer, got {describe(state)}")
        return state

    @property
    def _highest(self) -> Any:
        return self.layers[str(len(self.layers) - 1)]
