"""Long sequences in pieces: the state is carried on, gradients are not (truncated back-propagation)."""

from typing import Any

from lstm_lib.layer import Grads
from lstm_lib.recurrent_composite import check_recurrent
from lstm_lib.types import Array, Trace
from lstm_lib.validate import check_samples, check_size


def pieces(x: Array, steps: int) -> list[Array]:
    """Cut sequences along time into views.

    Parameters
    ----------
    x : (N, T, ...) ndarray
        The sequences.
    steps : int
        Steps of a piece, from 1 up; the last piece may be shorter.

    Returns
    -------
    list of ndarrays
        The pieces in their order; nothing is copied.

    Raises
    ------
    ValueError
        If x is not an array with an axis for time, or steps is not a whole number from 1 up.

    Examples
    --------
    >>> import numpy as np
    >>> [piece.shape[1] for piece in pieces(np.zeros((2, 7, 3)), 3)]
    [3, 3, 1]
    """
    check_samples("x", x, 2)
    check_size("steps", steps)
    return [x[:, start : start + steps] for start in range(0, x.shape[1], steps)]


class Carry:
    """A recurrent layer whose state goes on from one batch to the next.

    It is truncated back-propagation through time: each call starts from the state in which the last one ended,
    and `Carry.backward` stops at the start of its piece. Sample n of a batch must be the continuation of sample n of
    the batch before.

    Parameters
    ----------
    layer : recurrent layer
        Any one, or a stack of them.

    Raises
    ------
    ValueError
        If it is no recurrent layer.

    References
    ----------
    Williams and Peng (1990), An efficient gradient-based algorithm for on-line training of recurrent network
    trajectories, Neural Computation 2(4), https://doi.org/10.1162/neco.1990.2.4.490

    Examples
    --------
    >>> import numpy as np
    >>> from lstm_lib import RNN
    >>> layer, x = RNN(3, 5, rng=np.random.default_rng(0)), np.ones((2, 6, 3), np.float32)
    >>> carry = Carry(layer)
    >>> parts = [carry.forward(piece).h for piece in pieces(x, 2)]
    >>> bool(np.allclose(np.concatenate(parts, axis=1), layer.forward(x).h))
    True
    """

    def __init__(self, layer: Any) -> None:
        check_recurrent("layer", layer)
        self.layer = layer
        self.reset()

    def __repr__(self) -> str:
        return f"Carry({self.layer!r})"

    def reset(self) -> None:
        """Forget the state: the next batch starts from zeros."""
        self.state = None
        self.batch_size: int | None = None

    def forward(self, x: Array, mask: Array | None = None) -> Trace:
        """Run on from where the last call ended.

        Parameters
        ----------
        x : (N, T, D) ndarray
            The next piece.
        mask : (N, T) ndarray of bool, optional
            True at valid steps.

        Returns
        -------
        trace
            The layer's.

        Raises
        ------
        ValueError
            If another number of samples comes than before, until `Carry.reset`.
        """
        check_samples("x", x)
        if self.batch_size is not None and len(x) != self.batch_size:
            raise ValueError(
                f"x: expected {self.batch_size} samples, whose state is carried on, got {len(x)}; "
                "call reset() before other sequences"
            )
        trace = self.layer.forward(x, self.state, mask)
        self.state, self.batch_size = trace.final, len(x)
        return trace

    def backward(self, trace: Trace, dh: Array) -> Grads:
        """Compute the gradients within one piece.

        Parameters
        ----------
        trace : trace of the layer
            From `Carry.forward`: of that piece.
        dh : (N, T, H) ndarray
            Gradient of the loss with respect to each hidden state of the piece.

        Returns
        -------
        `Grads`
            The layer's.
        """
        return self.layer.backward(trace, dh)
