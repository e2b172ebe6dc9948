"""From a network's scores to what a user asks for: numbers, classes, yes or no, symbols."""


from lstm_lib.ctc_decoding import ctc_best_path
from lstm_lib.types import Array


def answers(y: Array, loss: str, mask: Array | None = None) -> Array:
    """What scores y say, by the loss that they were trained with.

    >>> import numpy as np
    >>> y = np.array([[1.0, 2.0], [4.0, 3.0]])
    >>> answers(y, "softmax_cross_entropy"), answers(y - 2.5, "sigmoid_cross_entropy")
    (array([1, 0]), array([[False, False],
           [ True,  True]]))
    """
    if loss == "softmax_cross_entropy":
        return y.argmax(axis=-1)
    if loss == "sigmoid_cross_entropy":
        return y > 0
    if loss == "ctc_loss":
        return ctc_best_path(y, mask).ids
    return y
