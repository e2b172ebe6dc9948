"""Memory for large arrays that is used again when nobody holds the last array in it.

A trace has megabytes, and so has what the way back works with. Left to itself the C library gives such memory back to
the system at once, and the next call gets it page by page, each filled with zeros: up to a fifth of a training step.
"""

import collections
import math
import threading
import weakref

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib.types import Array

SMALL = 1 << 17  # bytes; below, the C library keeps memory itself
KEPT = 1 << 28  # bytes at most that wait for the next array

_free: list[Array] = []
_returned: collections.deque[Array] = collections.deque()  # no lock: an array may end at any line, in _take too
_lock = threading.Lock()


class _Loan(np.ndarray):
    """The owner of an array's memory: lives as long as the array or any view of it."""


def empty(shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    """Make an array without filling it in, as `numpy.empty` does.

    Parameters
    ----------
    shape : tuple of ints
        Its shape.
    dtype : dtype
        Of its numbers.

    Returns
    -------
    ndarray
        Nobody else's as long as it, or a view of it, is held.
    """
    size = math.prod(shape) * np.dtype(dtype).itemsize
    if size < SMALL:
        return np.empty(shape, dtype)
    memory = _take(size)
    loan = memory.view(_Loan)
    weakref.finalize(loan, _give_back, memory).atexit = False
    return loan[:size].view(np.ndarray).view(dtype).reshape(shape)


def forget() -> None:
    """Give all memory that waits back to the system."""
    with _lock:
        _settle()
        _free.clear()


def _take(size: int) -> Array:
    """The smallest that fits and is not much larger, or a new one."""
    with _lock:
        _settle()
        fitting = [k for k, memory in enumerate(_free) if size <= memory.nbytes <= 2 * size]
        if fitting:
            return _free.pop(min(fitting, key=lambda k: _free[k].nbytes))
    return np.empty(size, np.uint8)


def _give_back(memory: Array) -> None:
    _returned.append(memory)
    if _lock.acquire(blocking=False):                # else whoever holds the lock, or comes next, settles it
        try:
            _settle()
        finally:
            _lock.release()


def _settle() -> None:
    """Keep what was returned, and of all no more than the bound; the lock is held."""
    while _returned:
        _free.append(_returned.popleft())
    while sum(memory.nbytes for memory in _free) > KEPT:
        del _free[0]
