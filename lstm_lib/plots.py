"""Figures of what happens inside: every one with axes and units, a concept always in its colour.

matplotlib is imported when a function is called. Colours are those of Okabe and Ito, which differ
without colour vision too; lines of one layer differ in their dashes as well. Figures are drawn on white, so that they
are as legible on a dark page as on a light one. Each function returns a matplotlib Figure and shows
nothing by itself.
"""

import functools
from typing import Any

import numpy as np

from lstm_lib.types import Array, Trace

COLOURS = {
    "i": "#D55E00",
    "f": "#0072B2",
    "g": "#E69F00",
    "o": "#56B4E9",
    "c": "#009E73",
    "h": "#CC79A7",
    "z": "#0072B2",
    "r": "#D55E00",
    "x": "#000000",
}
DASHES = {"i": "-", "f": "--", "g": "-.", "o": ":", "c": "-", "h": "--", "z": "--", "r": "-", "x": "-"}
NAMES = {
    "i": "input gate i",
    "f": "forget gate f",
    "g": "candidate g",
    "o": "output gate o",
    "c": "cell state c",
    "h": "hidden state h",
    "z": "update gate z",
    "r": "reset gate r",
}
STYLE: dict[Any, Any] = {
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "text.color": "black",
    "axes.labelcolor": "black",
    "axes.edgecolor": "black",
    "xtick.color": "black",
    "ytick.color": "black",
    "font.size": 10,
}


def _in_our_style(plot: Any) -> Any:
    """Draw on white with dark letters, whatever the page's or the session's style is."""

    @functools.wraps(plot)
    def styled(*arguments: Any, **options: Any) -> Any:
        from matplotlib import rc_context

        with rc_context(STYLE):
            return plot(*arguments, **options)

    return styled


@_in_our_style
def plot_gates(trace: Any, sample: int = 0, unit: int | None = None) -> Any:
    """Draw gates over time, of one unit or their mean over all units; h and c below.

    Parameters
    ----------
    trace : `~lstm_lib.LSTMTrace` or `~lstm_lib.GRUTrace`
        Values have no unit: gates lie in (0, 1), h in (-1, 1).
    sample : int, optional
        Which sample, from 0.
    unit : int, optional
        Which unit, from 0; the mean of all if None.

    Returns
    -------
    matplotlib.figure.Figure
        The figure.
    """
    figure, (above, below) = _figure(2, sharex=True)
    gates = [name for name in "ifozr" if hasattr(trace, name)]
    states = [name for name in "gch" if hasattr(trace, name)]
    steps = np.arange(1, trace.h.shape[1] + 1)
    for axes, names in ((above, gates), (below, states)):
        for name in names:
            values = getattr(trace, name)[sample]                     # (T, H)
            values = values.mean(axis=1) if unit is None else values[:, unit]
            axes.plot(steps, values, color=COLOURS[name], linestyle=DASHES[name], label=NAMES[name])
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False)
    of = "mean of all units" if unit is None else f"unit {unit}"
    above.set(ylim=(-0.03, 1.03), ylabel="share let through (no unit)", title=f"Gates of sample {sample}, {of}")
    below.set(xlabel="time step", ylabel="value (no unit)")
    return figure


@_in_our_style
def plot_states(trace: Trace, sample: int = 0) -> Any:
    """Draw hidden beside cell state as heat maps: units over time.

    Parameters
    ----------
    trace : trace of a recurrent layer
        One without c gives the hidden state alone.
    sample : int, optional
        Which sample, from 0.

    Returns
    -------
    matplotlib.figure.Figure
        The figure; each map has a scale without unit that is zero at white.
    """
    names = [name for name in "hc" if hasattr(trace, name)]
    figure, all_axes = _figure(1, len(names), squeeze=False)
    for axes, name in zip(all_axes[0], names, strict=True):
        values = getattr(trace, name)[sample].T                       # (H, T)
        limit = 1.0 if name == "h" else max(float(np.abs(values).max()), 1e-9)
        image = _heat_map(axes, values, "PuOr", -limit, limit)
        axes.set(xlabel="time step", ylabel="unit", title=NAMES[name])
        figure.colorbar(image, ax=axes, label=f"{name} (no unit)")
    return figure


@_in_our_style
def plot_gradient_norms(norms: Any, label: str = "", axes: Any = None) -> Any:
    """Draw norms of the Jacobians against distance, on a logarithmic scale.

    Parameters
    ----------
    norms : `~lstm_lib.JacobianNorms`
        From `~lstm_lib.jacobian_norms`; norms have no unit, distance is in time steps.
    label : str, optional
        Stands before the lines' names in the legend.
    axes : matplotlib.axes.Axes, optional
        Those of an earlier figure, ``figure.axes[0]``, to compare layers in one.

    Returns
    -------
    matplotlib.figure.Figure
        The figure.
    """
    figure, axes = _figure(1) if axes is None else (axes.figure, axes)
    lines = [("dh", norms.dh, "h", "$|\\partial h_T / \\partial h_t|$")]
    if norms.dc is not None:
        lines.append(("dc", norms.dc, "c", "$|\\partial c_T / \\partial c_t|$"))
        lines.append(("forget", norms.forget.max(axis=1), "f", "product of f, largest unit"))
    for _, values, concept, text in lines:
        dashes = ":" if concept == "f" else DASHES[concept]
        axes.plot(norms.distance, values, color=COLOURS[concept], linestyle=dashes, label=f"{label} {text}".strip())
    axes.set(
        yscale="log", xlabel="distance T - t (time steps)", ylabel="norm (no unit)",
        title="What is left of a gradient on its way back",
    )  # fmt: skip
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False)
    return figure


@_in_our_style
def plot_attention(weights: Array, source: Any = None, target: Any = None) -> Any:
    """Draw the attention of one sample as a map: rows are steps written, columns are steps read.

    Parameters
    ----------
    weights : (Q, T) ndarray
        Without unit; each row sums to one.
    source, target : sequence of str, optional
        Texts of the steps; their numbers if None.

    Returns
    -------
    matplotlib.figure.Figure
        The figure.
    """
    figure, axes = _figure(1)
    image = _heat_map(axes, weights, "Blues", 0, 1)
    for name, texts, ticks in (("x", source, weights.shape[1]), ("y", target, weights.shape[0])):
        if texts is not None:
            axes.set(**{f"{name}ticks": range(1, ticks + 1), f"{name}ticklabels": list(texts)[:ticks]})
    axes.set(xlabel="step read (source)", ylabel="step written (target)", title="Attention")
    figure.colorbar(image, ax=axes, label="weight (no unit, a row sums to 1)")
    return figure


@_in_our_style
def plot_unrolled(layer: Any, N: int, T: int) -> Any:
    """Draw the layer unrolled in time, each arrow with the shape of what goes along it.

    Parameters
    ----------
    layer : recurrent layer
        The layer.
    N : int
        How many samples.
    T : int
        How many steps; of more than four the first three and the last are shown.

    Returns
    -------
    matplotlib.figure.Figure
        The figure.
    """
    D, H = layer.input_size, layer.hidden_size
    shown = min(T, 4)
    figure, axes = _figure(1)
    steps = [*range(1, shown), T] if shown < T else range(1, T + 1)
    parts = getattr(layer, "state_parts", ())
    state = f"({', '.join(parts)})" if parts else "h"
    arrow = {"arrowstyle": "->", "lw": 1.5, "color": COLOURS["x"]}
    for k, t in enumerate(steps):
        box = {"boxstyle": "round,pad=0.6", "fc": "#f2f2f2", "ec": COLOURS["x"]}
        axes.text(k, 0, type(layer).__name__, ha="center", va="center", bbox=box)
        axes.annotate("", (k, -0.25), (k, -0.8), arrowprops=arrow)
        axes.text(k, -0.95, f"$x_{{{t}}}$ ({N}, {D})", ha="center", va="center")
        axes.annotate("", (k, 0.8), (k, 0.25), arrowprops=arrow)
        axes.text(k, 0.95, f"$h_{{{t}}}$ ({N}, {H})", ha="center", va="center", color="#8f3f6b")
        axes.annotate("", (k - 0.3, 0), (k - 0.7, 0), arrowprops=arrow)
        dots = "... " if k > 0 and t - 1 != steps[k - 1] else ""
        axes.text(k - 0.5, 0.12, f"{dots}{state}\n({N}, {H})", ha="center", va="bottom", fontsize=8)
    axes.set(xlim=(-1, shown), ylim=(-1.2, 1.2), xlabel=f"time step, 1 to {T}", xticks=[], yticks=[])
    axes.set(title=f"{type(layer).__name__} over ({N}, {T}, {D}): samples, time steps, features")
    return figure


def _figure(rows: Any, columns: int = 1, **options: Any) -> tuple[Any, Any]:
    """A figure with that many axes, which no window and no notebook shows by itself."""
    import matplotlib.pyplot  # noqa: F401 (lets a notebook show a figure that a cell ends with)
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(4 + 4 * columns, 1.5 + 2.5 * rows), layout="constrained")
    all_axes = figure.subplots(rows, columns, **options)
    for axes in np.ravel(all_axes):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))       # steps and units are whole numbers
    return figure, all_axes


def _heat_map(axes: Any, values: Array, colours: str, low: float, high: float) -> Any:
    """A map of values (rows, columns), rows and columns counted from one."""
    extent = (0.5, values.shape[1] + 0.5, values.shape[0] + 0.5, 0.5)
    return axes.imshow(
        values, cmap=colours, vmin=low, vmax=high, aspect="auto", interpolation="nearest", extent=extent
    )
