"""Products of weights with one step's numbers, in the form that numpy's library of products does fastest.

A recurrent layer multiplies the same weights once a step, so that is where its time goes. OpenBLAS, which numpy
brings, copies both matrices of a product into an order of its own before it multiplies. Its kernels for processors
with AVX-512 do without for products up to a million multiplications, and are then a fifth faster; so a larger
product is cut into blocks of rows that are small enough. Other kernels have no such path, and two threads share
large products alone: there the product stays whole.
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from lstm_lib.memory import empty
from lstm_lib.types import Array

WITHOUT_COPYING = 1_000_000  # multiplications up to which OpenBLAS's kernels for AVX-512 do not copy
KERNELS = ("SkylakeX", "Cooperlake", "SapphireRapids")  # those kernels' names


def product_of(W: Array, N: int) -> Callable[[Array, Array], Any]:
    """Prepare the product of W with matrices of N columns.

    Parameters
    ----------
    W : (M, K) ndarray
        The weights.
    N : int
        The number of columns of the other matrix.

    Returns
    -------
    callable
        ``multiply(values, out)``, which fills out (M, N) with W @ values, for values (K, N).
    """
    M, K = W.shape
    if M * K * N <= WITHOUT_COPYING:
        return W.dot                                 # a method: two thirds of np.matmul's time where it is small
    rows = block_of_rows(M, K, N) if small_products_are_faster() else M
    if N > 32 or rows == M:                          # else the copy takes longer than it saves
        W = row_after_row(W)
    if rows == M:
        return W.dot
    blocks = W.reshape(M // rows, rows, K) if W.flags.c_contiguous else W.T.reshape(K, -1, rows).transpose(1, 2, 0)

    def multiply(values: Array, out: Array) -> Array:
        return np.matmul(blocks, values, out=out.reshape(M // rows, rows, N))

    return multiply


def row_after_row(W: Array) -> Array:
    """Copy (M, K) so that each row lies together; W itself if it does.

    Of a transposed matrix numpy's own copy reads one number here and one there, in strides that the processor's cache
    does not take well (2048 columns: three times as long).
    """
    if W.flags.c_contiguous:
        return W
    copy = empty(W.shape, W.dtype)
    for k, column in enumerate(W.T):
        copy[:, k] = column
    return copy


def block_of_rows(M: int, K: int, N: int) -> int:
    """Say how many rows of (M, K) times (K, N) to multiply at once: a divisor of M; M itself for all.

    >>> block_of_rows(512, 193, 32), block_of_rows(2048, 641, 64), block_of_rows(509, 1000, 10)
    (128, 16, 509)
    """
    for count in range(1, M // 4 + 1):               # blocks of less than four rows gain nothing
        if M % count == 0 and M // count * K * N <= WITHOUT_COPYING:
            return M // count
    return M


def small_products_are_faster() -> bool:
    """Whether numpy's products run on kernels that do not copy small matrices, and on one thread.

    Returns
    -------
    bool
        False, too, where numpy has another library than OpenBLAS.
    """
    library = _openblas()
    return library is not None and library.kernels in KERNELS and library.threads() == 1


@functools.cache
def _openblas() -> Any:
    """What the OpenBLAS that numpy brought says of itself; None where there is none."""
    for path in Path(np.__file__).parent.parent.glob("numpy.libs/libscipy_openblas*"):
        import ctypes  # not every Python has it, nor such a library

        try:
            library = ctypes.CDLL(str(path))
            suffix = "64_" if hasattr(library, "scipy_openblas_get_corename64_") else ""
            return _OpenBLAS(ctypes.c_char_p, library, suffix)
        except (OSError, AttributeError):
            continue
    return None


class _OpenBLAS:
    """The name of its kernels, and how many threads it uses now."""

    def __init__(self, text: Any, library: Any, suffix: Any) -> None:
        name = getattr(library, f"scipy_openblas_get_corename{suffix}")
        name.restype = text
        self.kernels = name().decode()
        self.threads = getattr(library, f"scipy_openblas_get_num_threads{suffix}")
