"""What a reader meets first: a short repr, a clean dir(), type hints; and what every layer gets from its base class."""

import importlib
import inspect
import pkgutil
from pathlib import Path

import numpy as np
import pytest

import lstm_lib
from lstm_lib import (
    GRU,
    LSTM,
    MLSTM,
    RNN,
    SGD,
    SLSTM,
    Adam,
    Bidirectional,
    Carry,
    Dense,
    DiagonalSSM,
    DotAttention,
    Dropped,
    Embedding,
    EncoderDecoder,
    History,
    LSTMVariant,
    MinGRU,
    MinLSTM,
    Network,
    ScheduledSampling,
    Stack,
    jacobian_norms,
    load,
    save,
)  # fmt: skip
from lstm_lib.composite import Composite
from lstm_lib.layer import Layer
from lstm_lib.saving import kinds
from lstm_lib.stateful import Stateful
from tests.lstm_lib.kinds import flat

R = np.random.default_rng(0)
N, T, D, H = 3, 4, 2, 5
READERS = {
    "RNN": lambda: RNN(D, H, rng=R), "LSTM": lambda: LSTM(D, H, rng=R), "GRU": lambda: GRU(D, H, rng=R),
    "MinGRU": lambda: MinGRU(D, H, rng=R), "MinLSTM": lambda: MinLSTM(D, H, rng=R),
    "DiagonalSSM": lambda: DiagonalSSM(D, H, 3, rng=R), "SLSTM": lambda: SLSTM(D, H, rng=R),
    "MLSTM": lambda: MLSTM(D, H, rng=R), "LSTMVariant": lambda: LSTMVariant(D, H, peepholes=True, rng=R),
}  # fmt: skip


def modules():
    names = [info.name for info in pkgutil.walk_packages(lstm_lib.__path__, "lstm_lib.")]
    return [importlib.import_module(name) for name in names]


def test_dir_shows_the_public_names_and_nothing_else():
    assert dir(lstm_lib) == sorted(lstm_lib.__all__)


def test_what_a_layer_shows_has_no_name_of_ours_alone():
    assert {name for name in vars(LSTM(D, H, rng=R)) if name.startswith("_")} == set()


def test_every_public_layer_and_model_can_be_saved():
    """A new layer needs no line in the module that saves."""
    bases = {
        "Layer", "Stateful", "Recurrent", "LinearRecurrent", "Composite", "RecurrentComposite", "Attention", "Writer",
    }  # fmt: skip
    found = {
        name: kind
        for module in modules()
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Layer | Composite) and name not in bases
    }
    assert kinds() == found


@pytest.mark.parametrize("name", READERS)
def test_every_kind_of_state_is_the_end_of_its_trace_in_memory_of_its_own(name):
    layer = READERS[name]()
    x = R.standard_normal((N, T, D), dtype=np.float32)
    trace = layer.forward(x)
    for part, expected in zip(flat(layer.run(x)), flat(trace.final), strict=True):
        np.testing.assert_allclose(part, expected, atol=1e-6)
        assert part.flags.writeable
        assert part.base is None or part.base.nbytes <= part.nbytes, "holds the whole sequence"


@pytest.mark.parametrize("name", READERS)
def test_h_is_found_in_a_state_and_put_into_one(name):
    layer = READERS[name]()
    trace = layer.forward(R.standard_normal((N, T, D), dtype=np.float32))
    np.testing.assert_array_equal(layer.hidden_of(trace.final), trace.h[:, -1])
    dh = R.standard_normal((N, H), dtype=np.float32)
    form = layer.as_state(dh)
    np.testing.assert_array_equal(layer.hidden_of(form), dh)
    assert [part for part in flat(form) if part is not dh] == [None] * (len(flat(trace.final)) - 1)
    nothing, along = np.zeros_like(trace.h), np.zeros_like(trace.h)
    along[:, -1] = dh
    np.testing.assert_allclose(layer.backward(trace, nothing, form).x, layer.backward(trace, along).x, atol=1e-5)


def test_a_pair_of_states_is_named_by_its_letters():
    with pytest.raises(ValueError, match=r"^state: expected a pair \(h, s\), got list \[1, 2, 3\]"):
        DiagonalSSM(D, H, 3, rng=R).forward(np.zeros((N, T, D), np.float32), [1, 2, 3])
    with pytest.raises(ValueError, match=r"^dfinal: expected four arrays \(h, C, n, m\), got"):
        layer = MLSTM(D, H, rng=R)
        trace = layer.forward(np.zeros((N, T, D), np.float32))
        layer.backward(trace, trace.h, trace.h)


def test_norms_of_jacobians_are_there_for_states_of_other_forms():
    for name in ("MinGRU", "SLSTM", "MLSTM"):
        layer = READERS[name]()
        if name != "MLSTM":                                           # whose parts have other sizes than H
            norms = jacobian_norms(layer, layer.forward(R.standard_normal((N, T, D), dtype=np.float32)))
            assert norms.dh.shape == (T + 1,)
            assert norms.dh[0] == 1.0
            assert (norms.dh > 0).all()
            assert norms.dc is None


def seq2seq():
    return EncoderDecoder(
        Embedding(9, 4, rng=R), Stack([LSTM(4, 5, rng=R)]), Embedding(7, 3, rng=R), Stack([LSTM(3, 5, rng=R)]),
        Dense(10, 7, rng=R), DotAttention(),
    )  # fmt: skip


SHORT = [
    (lambda: LSTM(3, 5, rng=R), "LSTM(3 -> 5), 180 parameters of float32"),
    (lambda: DotAttention(), "DotAttention()"),
    (lambda: Embedding(9, 4, rng=R, dtype=np.float64), "Embedding(9 -> 4), 36 parameters of float64"),
    (lambda: Stack([GRU(3, 5, rng=R), Dropped(LSTM(5, 4, rng=R), inputs=0.5)]),
     "Stack(GRU(3 -> 5), Dropped(LSTM(5 -> 4), inputs=0.5)), 300 parameters of float32"),
    (lambda: Network(RNN(3, 5, rng=R), Dense(5, 1, rng=R), every_step=True),
     "Network(RNN(3 -> 5), Dense(5 -> 1), every_step=True), 51 parameters of float32"),
    (lambda: Carry(RNN(3, 5, rng=R)), "Carry(RNN(3 -> 5), 45 parameters of float32)"),
    (lambda: SGD(0.1, 0.9), "SGD(rate=0.1, momentum=0.9)"),
    (lambda: Adam(), "Adam(rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-07)"),
    (History, "History(no epoch)"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "text"), SHORT, ids=lambda value: value if isinstance(value, str) else "")
def test_a_layer_says_its_sizes(make, text):
    assert repr(make()) == text


def test_a_history_says_where_it_began_and_ended():
    history = History()
    history.loss, history.valid_loss = [2.0, 1.0, 0.5], [2.5, 1.5, 1.75]
    assert repr(history) == "History(3 epochs, loss 2 -> 0.5, valid_loss 2.5 -> 1.75, best epoch 2)"


def test_traces_show_shapes_and_no_numbers():
    layer = Bidirectional(LSTM(D, H, rng=R), LSTM(D, H, rng=R))
    trace = layer.forward(np.zeros((100, 200, D), np.float32))
    both = "forwards LSTMTrace, backwards LSTMTrace"
    assert repr(trace) == f"BidirectionalTrace(x (100, 200, 2), mask None, {both}, float32)"
    assert "state ((100, 5), (100, 5)), mask None, i (100, 200, 5), " in repr(trace.forwards)
    grads = layer.backward(trace, np.zeros((100, 200, 2 * H), np.float32))
    assert len(repr(grads)) < 300
    model = seq2seq()
    assert len(repr(model.forward(np.array([[3, 4]]), np.array([[3, 2]])))) < 400
    assert repr(ScheduledSampling(model, 0.5)).endswith("share=0.5)")


def test_every_trace_is_short():
    """A class of arrays that forgets the decorator prints them all."""
    for module in modules():
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if name.endswith("Trace") and kind.__module__.startswith("lstm_lib"):
                assert "by_shapes" in kind.__repr__.__qualname__, name


def test_the_type_hints_are_for_others_too():
    assert (Path(lstm_lib.__file__).parent / "py.typed").is_file()
    for name in lstm_lib.__all__:
        thing = getattr(lstm_lib, name)
        if inspect.isfunction(thing):
            hints = thing.__annotations__
            assert set(hints) == {*inspect.signature(thing).parameters, "return"}, name


def test_a_saved_layer_is_the_one_that_lstm_lib_shows(tmp_path):
    for make in READERS.values():
        layer = make()
        save(tmp_path / "layer.npz", layer)
        assert type(load(tmp_path / "layer.npz")) is type(layer)
    assert all(issubclass(kind, Layer | Composite) for kind in kinds().values())
    assert any(issubclass(kind, Stateful) for kind in kinds().values())
