# ruff: noqa: E501 (whole messages read better on one line)
"""Looking inside: Jacobians through time, explanations, figures."""

import re

import matplotlib
import numpy as np
import pytest
from kinds import CELLS, make

from lstm_lib import (
    GRU,
    LSTM,
    MLSTM,
    RNN,
    SLSTM,
    DotAttention,
    LSTMVariant,
    MinGRU,
    MinLSTM,
    explain,
    jacobian_norms,
    plots,
)

matplotlib.use("agg")
N, T, D, H = 2, 6, 3, 4


def draw(name="LSTM", mask=None):
    """A layer in float64 and a trace of it, with an initial state that is not zero."""
    rng = np.random.default_rng(0)
    layer = make(name, D, H, np.float64)
    states = [rng.standard_normal((N, H)) for _ in range(2)]
    x = rng.standard_normal((N, T, D))
    return layer, layer.forward(x, tuple(states) if name == "LSTM" else states[0], mask)


def jacobian(layer, x, state, of, by):
    """The Jacobian (H, H) of a final state by finite differences: parts 0 (h) or 1 (c) of the state."""
    columns = []
    for k in range(H):
        ends = []
        for step in (1e-6, -1e-6):
            moved = [part.copy() for part in (state if isinstance(state, tuple) else (state,))]
            moved[by][0, k] += step
            final = layer.forward(x, tuple(moved) if len(moved) == 2 else moved[0]).final
            ends.append(final[of][0] if isinstance(final, tuple) else final[0])
        columns.append((ends[0] - ends[1]) / 2e-6)
    return np.array(columns).T


@pytest.mark.parametrize("name", CELLS)
def test_jacobian_norms_equal_finite_differences(name):
    layer, trace = draw(name)
    norms = jacobian_norms(layer, trace, sample=1)
    np.testing.assert_array_equal(norms.distance, np.arange(T + 1))
    for d in range(1, T + 1):
        t = T - d  # the state before step t, counted from 0
        x = trace.x[1:, t:]
        if name == "LSTM":
            state = (trace.h[1:, t - 1], trace.c[1:, t - 1]) if t else tuple(s[1:] for s in trace.state)
            np.testing.assert_allclose(norms.dc[d], np.linalg.norm(jacobian(layer, x, state, 1, 1), 2), rtol=1e-6)
        else:
            state = trace.h[1:, t - 1] if t else trace.state[1:]
        np.testing.assert_allclose(norms.dh[d], np.linalg.norm(jacobian(layer, x, state, 0, 0), 2), rtol=1e-6)


def test_cell_path_is_the_product_of_forget_gates_where_gates_do_not_hear_h():
    layer, _ = draw()
    layer.params["W_h"][...] = 0
    trace = layer.forward(np.random.default_rng(1).standard_normal((N, T, D)))
    norms = jacobian_norms(layer, trace)
    np.testing.assert_allclose(norms.forget[2], trace.f[0, -1] * trace.f[0, -2], rtol=1e-14)
    np.testing.assert_allclose(norms.dc, norms.forget.max(axis=1), rtol=1e-12)
    np.testing.assert_allclose(norms.dh[1:], 0)


def test_jacobian_norms_start_at_the_last_valid_step():
    mask = np.arange(T) < np.array([[4], [T]])
    layer, trace = draw(mask=mask)
    short = layer.forward(trace.x[:, :4], trace.state)
    np.testing.assert_allclose(jacobian_norms(layer, trace).dc, jacobian_norms(layer, short).dc, rtol=1e-12)
    np.testing.assert_allclose(jacobian_norms(layer, trace).forget, jacobian_norms(layer, short).forget, rtol=1e-12)


def test_open_forget_gate_keeps_the_gradient_where_a_plain_network_loses_it():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((1, 50, D))
    lstm, rnn = LSTM(D, H, rng=rng, dtype=np.float64), RNN(D, H, rng=rng, dtype=np.float64)
    lstm.params["b"][H : 2 * H] = 6.0
    assert jacobian_norms(lstm, lstm.forward(x)).dc[50] > 0.5
    assert jacobian_norms(rnn, rnn.forward(x)).dh[50] < 1e-3


@pytest.mark.parametrize("sample", [2, -1, 0.5])
def test_sample_that_is_not_there_is_named(sample):
    layer, trace = draw()
    with pytest.raises(ValueError, match="^sample: expected"):
        jacobian_norms(layer, trace, sample)


def test_explanation_holds_the_numbers_of_the_trace():
    _, trace = draw()
    text = explain(trace, sample=1, step=2, unit=3)
    for name in ("i", "f", "g", "o", "c", "h"):
        line = next(line for line in text.splitlines() if line.startswith(f"{name}, "))
        assert f"{getattr(trace, name)[1, 2, 3]:.4f}" in line
    at = {name: f"{getattr(trace, name)[1, 2, 3]:.4f}" for name in ("i", "f", "g", "o", "tanh_c")}
    assert f"{at['f']} * {trace.c[1, 1, 3]:.4f} + {at['i']} * {at['g']}" in text
    assert f"{at['o']} * {at['tanh_c']}" in text
    first = explain(trace, step=0)
    assert f"{trace.state[1][0, 0]:.4f}" in first
    assert "the initial c" in first


def test_explanation_of_a_gru_holds_its_formula_with_numbers():
    _, trace = draw("GRU reset after")
    z, g, h = (getattr(trace, name)[0, 1, 2] for name in "zgh")
    text = explain(trace, step=1, unit=2)
    assert f"{z:.4f} * {trace.h[0, 0, 2]:.4f} + {1 - round(z, 4):.4f} * {g:.4f}" in text
    assert f"{h:.4f}" in text


X32, RNG = np.zeros((N, T, D), np.float32), np.random.default_rng(0)
OTHER_TRACES = [kind(D, H, rng=RNG).forward(X32) for kind in (RNN, SLSTM, MLSTM, MinGRU, MinLSTM)]
OTHER_TRACES.append(LSTMVariant(D, H, layer_norm=True, rng=RNG).forward(X32))  # its h is no o tanh(c)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sample": 2}, "sample: expected one of 0 to 1, got 2"),
        ({"step": 6}, "step: expected one of 0 to 5, got 6"),
        ({"unit": -1}, "unit: expected one of 0 to 3, got -1"),
        *(
            ({"trace": other}, f"trace: expected that of an LSTM or a GRU, got str '{type(other).__name__}'")
            for other in OTHER_TRACES
        ),
    ],
)
def test_numbers_that_are_not_there_are_named(arguments, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        explain(**({"trace": draw()[1]} | arguments))


def test_unrolled_layer_shows_the_parts_of_its_own_state():
    rng = np.random.default_rng(0)
    shown = {
        type(layer).__name__: {text.get_text() for text in plots.plot_unrolled(layer, N, T).axes[0].texts}
        for layer in (LSTM(D, H, rng=rng), MinLSTM(D, H, rng=rng), SLSTM(D, H, rng=rng), RNN(D, H, rng=rng))
    }
    for name, state in (("LSTM", "(h, c)"), ("MinLSTM", "h"), ("SLSTM", "(h, c, n, m)"), ("RNN", "h")):
        assert f"{state}\n({N}, {H})" in shown[name], name


FIGURES = (
    "gates", "gates of one unit", "gates of a GRU", "states", "states of a GRU", "gradient norms",
    "gradient norms of a GRU", "attention", "unrolled",
)  # fmt: skip


def figures():
    """One of each kind."""
    layer, trace = draw()
    weights = DotAttention().forward(trace.h, trace.h).weights[0]
    gru, gru_trace = draw("GRU reset after")
    return {
        "gates": plots.plot_gates(trace),
        "gates of one unit": plots.plot_gates(trace, unit=1),
        "gates of a GRU": plots.plot_gates(gru_trace),
        "states": plots.plot_states(trace),
        "states of a GRU": plots.plot_states(gru_trace),
        "gradient norms": plots.plot_gradient_norms(jacobian_norms(layer, trace)),
        "gradient norms of a GRU": plots.plot_gradient_norms(jacobian_norms(gru, gru_trace), label="GRU"),
        "attention": plots.plot_attention(weights, source="abcdef", target="uvwxyz"),
        "unrolled": plots.plot_unrolled(layer, N, T),
    }


@pytest.fixture(scope="module")
def drawn_figures():
    made = figures()
    assert tuple(made) == FIGURES
    return made


@pytest.fixture(scope="module")
def drawn_in_a_dark_session():
    with matplotlib.rc_context({"text.color": "white", "axes.labelcolor": "white", "figure.facecolor": "black"}):
        return figures()


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_names_its_axes_and_their_units(name, drawn_figures, tmp_path):
    figure = drawn_figures[name]
    figure.savefig(tmp_path / "figure.png")
    for axes in figure.axes:
        below = axes.get_shared_x_axes().get_siblings(axes)
        assert any("time step" in a.get_xlabel() or "step read" in a.get_xlabel() for a in below) or axes.get_ylabel()
        assert name == "unrolled" or axes.get_ylabel()
    with_values = [axes.get_ylabel() for axes in figure.axes if "(no unit" in axes.get_ylabel()]
    assert with_values or name == "unrolled"


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    channels = np.array(matplotlib.colors.to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("name", FIGURES)
def test_letters_stand_out_from_the_figures_own_ground_in_any_session_style(name, drawn_in_a_dark_session):
    figure = drawn_in_a_dark_session[name]
    assert matplotlib.colors.to_rgb(figure.get_facecolor()) == (1, 1, 1)
    for axes in figure.axes:
        for text in (axes.xaxis.label, axes.yaxis.label, axes.title, *axes.texts):
            assert 1.05 / (luminance(text.get_color()) + 0.05) >= 4.5, text.get_text()


def test_concepts_keep_their_colour_and_differ_without_colour(drawn_figures):
    lines = {}
    for name in ("gates", "gates of a GRU", "gradient norms"):
        for axes in drawn_figures[name].axes:
            styles = [line.get_linestyle() for line in axes.lines]
            assert len(set(styles)) == len(styles), name
            for line in axes.lines:
                lines.setdefault(line.get_label(), set()).add(line.get_color())
    assert lines["forget gate f"] == {plots.COLOURS["f"]}
    assert lines["cell state c"] == {plots.COLOURS["c"]}
    assert lines["hidden state h"] == {plots.COLOURS["h"]}
    gates = {plots.COLOURS[name] for name in "ifgoch"}
    assert len(gates) == 6


def test_plotted_values_are_those_of_the_trace():
    _, trace = draw()
    figure = plots.plot_gates(trace, sample=1, unit=2)
    line = next(line for line in figure.axes[0].lines if line.get_label() == "forget gate f")
    np.testing.assert_array_equal(line.get_ydata(), trace.f[1, :, 2])
    image = plots.plot_states(trace, sample=1).axes[1].images[0]
    np.testing.assert_array_equal(image.get_array(), trace.c[1].T)


def test_figures_do_not_open_windows():
    import matplotlib.pyplot as plt

    figures()
    assert plt.get_fignums() == []


def test_colours_of_a_gru_name_its_gates(drawn_figures):
    assert GRU.parts == ("z", "r", "g")
    lines = drawn_figures["gates of a GRU"].axes[0].lines
    assert [line.get_label() for line in lines] == ["update gate z", "reset gate r"]
