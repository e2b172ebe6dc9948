"""One step in words and numbers: each quantity, its formula, and the formula with its numbers put in."""

from typing import Any

from lstm_lib.types import Trace
from lstm_lib.validate import check_index, describe


def explain(trace: Any, sample: int = 0, step: int = 0, unit: int = 0) -> str:
    """Explain one unit's numbers at one step of an LSTM's or GRU's trace, as a table.

    Parameters
    ----------
    trace : `LSTMTrace` or `GRUTrace`
        From `LSTM.forward` or `GRU.forward`.
    sample, step, unit : int, optional
        Which numbers to show, each from 0.

    Returns
    -------
    str
        The table: each quantity, its value, its formula, and the formula with its numbers put in.

    Raises
    ------
    ValueError
        If the trace is of another layer, or does not have these indices.

    Examples
    --------
    >>> import numpy as np
    >>> from lstm_lib import LSTM
    >>> layer = LSTM.from_params(
    ...     {"W_x": np.zeros((1, 4)), "W_h": np.zeros((1, 4)), "b": np.array([0.0, 9.0, 1.0, 0.0])})
    >>> print(explain(layer.forward(np.zeros((1, 2, 1))), step=1))
    sample 0, step 1, unit 0
    quantity        value   formula           with its numbers
    i, input gate   0.5000  sigmoid(z_i)
    f, forget gate  0.9999  sigmoid(z_f)
    g, candidate    0.7616  tanh(z_g)
    o, output gate  0.5000  sigmoid(z_o)
    c before        0.3808  c of step 0
    c, cell state   0.7615  f c_before + i g  0.9999 * 0.3808 + 0.5000 * 0.7616
    h, hidden       0.3210  o tanh(c)         0.5000 * 0.6420
    """
    table = TABLES.get(type(trace).__name__)                          # others have these names, and other formulas
    if table is None:
        raise ValueError(f"trace: expected that of an LSTM or a GRU, got {describe(type(trace).__name__)}")
    for name, value, size in zip(("sample", "step", "unit"), (sample, step, unit), trace.h.shape, strict=True):
        check_index(name, value, size)
    rows = [("quantity", "value", "formula", "with its numbers"), *table(trace, sample, step, unit)]
    widths = [max(len(row[k]) for row in rows) for k in range(4)]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([f"sample {sample}, step {step}, unit {unit}", *lines])


def _lstm(trace: Trace, n: int, t: int, k: int) -> list[tuple[str, str, str, str]]:
    """The rows of an LSTM's table."""
    names = ("i", "f", "g", "o", "c", "tanh_c", "h")
    i, f, g, o, c, tanh_c, h = (f"{getattr(trace, name)[n, t, k]:.4f}" for name in names)
    before = f"{trace.c[n, t - 1, k] if t > 0 else trace.state[1][n, k]:.4f}"
    return [
        ("i, input gate", i, "sigmoid(z_i)", ""),
        ("f, forget gate", f, "sigmoid(z_f)", ""),
        ("g, candidate", g, "tanh(z_g)", ""),
        ("o, output gate", o, "sigmoid(z_o)", ""),
        ("c before", before, f"c of step {t - 1}" if t > 0 else "the initial c", ""),
        ("c, cell state", c, "f c_before + i g", f"{f} * {before} + {i} * {g}"),
        ("h, hidden", h, "o tanh(c)", f"{o} * {tanh_c}"),
    ]


def _gru(trace: Trace, n: int, t: int, k: int) -> list[tuple[str, str, str, str]]:
    """The rows of a GRU's table."""
    z, r, u, g, h = (f"{getattr(trace, name)[n, t, k]:.4f}" for name in ("z", "r", "u", "g", "h"))
    before = f"{trace.h[n, t - 1, k] if t > 0 else trace.state[n, k]:.4f}"
    return [
        ("z, update gate", z, "sigmoid(a_z + p_z)", ""),
        ("r, reset gate", r, "sigmoid(a_r + p_r)", ""),
        ("u, from the past", u, "see gru_step", ""),
        ("g, candidate", g, "tanh of inputs and past", ""),
        ("h before", before, f"h of step {t - 1}" if t > 0 else "the initial h", ""),
        ("h, hidden", h, "z h_before + (1 - z) g", f"{z} * {before} + {1 - float(z):.4f} * {g}"),
    ]


TABLES = {"LSTMTrace": _lstm, "GRUTrace": _gru}
