"""The steps of the LSTM layer, forwards and back; the lines of each loop are the equations.

At the sizes of one step an array made anew costs more than its numbers do, so every line fills in an array that
stands ready: its last argument, as numpy has it. ``multiply(f, c, out)`` is out = f c.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy import add, multiply, tanh
from numpy.typing import DTypeLike

from lstm_lib.recurrent import sigmoid_slope, tanh_slope, time_first
from lstm_lib.types import Array, Trace

CACHE = 200_000  # numbers of slopes at once: they stay in the second cache, and steps share the calls
PARTS = 6  # parts of H numbers: o, i, f, g, c before the step, tanh of c after it


def views_of_steps(x_1_h: Array, rows: Array, H: int) -> tuple[Array, ...]:
    """Cut the memory of T steps into what `take_steps` takes; parts lie so that one call serves several gates.

    Parameters
    ----------
    x_1_h : (T+1, D+1+H, N) ndarray
        x_t, a 1 that carries the bias, and the h that step t starts from.
    rows : (T+1, 6H, N) ndarray
        o, i, f, g of step t, the c that it starts from, tanh of the c that it ends with.
    H : int
        The number of hidden units.

    Returns
    -------
    tuple of ndarrays
        T views of each: x_1_h, z, o_i_f, i_f, g_c, o, tanh_c, and c and h of the next row.
    """
    z, o_i_f, i_f, g_c = rows[:-1, : 4 * H], rows[:-1, : 3 * H], rows[:-1, H : 3 * H], rows[:-1, 3 * H : 5 * H]
    o, tanh_c, c_next = rows[:-1, :H], rows[:-1, 5 * H :], rows[1:, 4 * H : 5 * H]
    return x_1_h[:-1], z, o_i_f, i_f, g_c, o, tanh_c, c_next, x_1_h[1:, -H:]


def take_steps(
    product: Callable[[Array, Array], Any], steps: Iterable[Any], shape: tuple[int, int], dtype: DTypeLike
) -> None:
    """Fill in one row after another.

    Parameters
    ----------
    product : callable
        Fills its second argument with W times its first, see `lstm_lib.products.product_of`. W (4H, D+1+H) has W_x,
        b and W_h side by side, the rows of o, i and f halved.
    steps : iterable of tuples
        The views of each step, see `views_of_steps`.
    shape : tuple of two ints
        (H, N).
    dtype : dtype
        Of all numbers.
    """
    i_g_f_c = np.empty((2, *shape), dtype)
    i_g, f_c = i_g_f_c
    both = i_g_f_c.reshape(-1, shape[1])
    half = np.array(0.5, dtype)                      # numpy takes twice as long for a number of Python
    for x_1_h, z, o_i_f, i_f, g_c, o, tanh_c, c, h in steps:
        product(x_1_h, z)                            # z = W_x x + b + W_h h
        tanh(z, z)                                   # g = tanh(z_g)
        multiply(o_i_f, half, o_i_f)
        add(o_i_f, half, o_i_f)                      # o, i, f = sigmoid(z) = tanh(z / 2) / 2 + 1 / 2
        multiply(i_f, g_c, both)
        add(i_g, f_c, c)                             # c = i g + f c
        tanh(c, tanh_c)
        multiply(o, tanh_c, h)                       # h = o tanh(c)


def hold_padding(steps: Iterable[Any], mask: Array) -> Iterator[Any]:
    """Hand on steps, and after each put h and c of padded samples back to what they were.

    Parameters
    ----------
    steps : iterable of tuples
        See `views_of_steps`.
    mask : (N, T) ndarray of bool
        False at padded steps.

    Yields
    ------
    tuple of ndarrays
        The views of each step.
    """
    for views, padded, some in zip(steps, ~mask.T, np.atleast_1d(~mask.all(axis=0)), strict=True):
        yield views
        if some:
            x_1_h, *_, g_c, _, _, c, h = views
            np.copyto(h, x_1_h[-len(h) :], where=padded)
            np.copyto(c, g_c[len(c) :], where=padded)


def take_steps_back(product: Callable[[Array, Array], Any], steps: Iterable[Any], dc: Array, dh_next: Array) -> None:
    """Fill in the gradient of z of one step after another, the last step first.

    Parameters
    ----------
    product : callable
        Fills its second argument with W_h (H, 4H) times its first.
    steps : iterable of tuples
        See `steps_back`.
    dc, dh_next : (H, N) ndarray
        Gradients of the state after the last step; they become those of the state before the first.
    """
    H, N = dc.shape
    flow = np.empty((5 * H, N), dc.dtype)            # gradients of z_i, z_f, z_g, z_o and c
    dz, dz_i_f_g, dz_o_and_dc = flow[: 4 * H], flow[: 3 * H].reshape(3, H, N), flow[3 * H :].reshape(2, H, N)
    dc_t = flow[4 * H :]
    dh_t = np.empty_like(dc)
    for dh, by_c, by_h, f, dz_to_keep, padded in steps:
        add(dh, dh_next, dh_t)                       # h is seen now, and by the next step
        multiply(by_h, dh_t, dz_o_and_dc)
        add(dc_t, dc, dc_t)                          # c is used by h, and by the next step
        multiply(by_c, dc_t, dz_i_f_g)
        multiply(dc_t, f, dc)                        # now that of the c before
        product(dz, dh_next)                         # and of the h before
        dz_to_keep[...] = dz
        if padded is not None:                       # a padded step hands on what it got
            np.copyto(dh_next, dh_t, where=padded)


def steps_back(trace: Any, dh: Array, dz: Array) -> Iterator[Any]:
    """Lay out what `take_steps_back` takes, the last step first, one block of steps at a time.

    Parameters
    ----------
    trace : `lstm_lib.LSTMTrace`
        Of the forward pass.
    dh : (N, T, H) ndarray
        Gradient of the loss by h.
    dz : (4H, T, N) ndarray
        To be filled in: gradient of the loss by z, i f g o.

    Yields
    ------
    tuple
        dh (H, N), the slopes (3, H, N) of i, f, g by c and (2, H, N) of o and c by h, f (H, N), dz (4H, N) and,
        where there is padding, a (N,) ndarray of bool, else None.
    """
    dh, f, dz = time_first(dh), time_first(trace.f), dz.transpose(1, 0, 2)
    T, H, N = f.shape
    padded: Any = [None] * T if trace.mask is None else ~trace.mask.T
    size = max(1, CACHE // (5 * H * N))
    slopes = np.empty((min(size, T), 5, H, N), f.dtype)
    for stop in range(T, 0, -size):
        start = max(0, stop - size)
        block = slopes[: stop - start]
        fill_slopes(trace, start, stop, block)
        f_block = f[start:stop]
        if trace.mask is not None and padded[start:stop].any():  # a padded step changes nothing: slopes 0, f 1
            where = padded[start:stop, None]
            np.copyto(block, 0, where=where[:, None])
            f_block = np.where(where, f.dtype.type(1), f_block)
        views = dh[start:stop], block[:, :3], block[:, 3:], f_block, dz[start:stop], padded[start:stop]
        yield from zip(*(values[::-1] for values in views), strict=True)


def fill_slopes(trace: Trace, start: int, stop: int, slopes: Array) -> None:
    """Fill in all factors of the chain rule that do not depend on what comes later: (steps, 5, H, N).

    0 to 2: of i, f, g by c;  3: of o by h;  4: of c by h.
    """
    i, f, g, o, c, tanh_c, h = (
        time_first(values[:, start:stop])
        for values in (trace.i, trace.f, trace.g, trace.o, trace.c, trace.tanh_c, trace.h)
    )
    c_first = trace.c[:, start - 1] if start > 0 else trace.state[1]
    share = np.empty(i.shape, i.dtype)
    np.multiply(i, g, share)                         # from c = f c + i g
    sigmoid_slope(i, share, slopes[:, 0])
    tanh_slope(g, share, i, slopes[:, 2])
    np.multiply(f[0], c_first.T, share[0])
    np.multiply(f[1:], c[:-1], share[1:])
    sigmoid_slope(f, share, slopes[:, 1])
    sigmoid_slope(o, h, slopes[:, 3])                # from h = o tanh(c)
    tanh_slope(tanh_c, h, o, slopes[:, 4])
