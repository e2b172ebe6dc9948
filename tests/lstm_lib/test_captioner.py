"""One to many: gradients are those of finite differences and of PyTorch; what is written is what was scored."""

import re

import numpy as np
import pytest
from late import Late

from lstm_lib import (
    GRU,
    LSTM,
    RNN,
    Adam,
    Bidirectional,
    Captioner,
    Dense,
    Dropped,
    Embedding,
    ScheduledSampling,
    Stack,
    beam,
    exact_match,
    fit,
    greedy,
    load,
    numeric_gradient,
    relative_error,
    save,
)  # fmt: skip
from lstm_lib.data import make_scenes

torch = Late("torch")

P, K, H, E, V, N, U = 12, 6, 5, 3, 8, 4, 5
TARGET = np.array([[3, 4, 5, 2, 0], [6, 2, 0, 0, 0], [7, 7, 7, 7, 2], [2, 0, 0, 0, 0]])


def model(decoder=None, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    made = decoder(rng, dtype) if decoder else LSTM(E, H, rng=rng, dtype=dtype)
    one = Captioner(
        Dense(P, K, rng=rng, dtype=dtype), Dense(K, H, rng=rng, dtype=dtype), Embedding(V, E, rng=rng, dtype=dtype),
        made, Dense(H, V, rng=rng, dtype=dtype),
    )  # fmt: skip
    for value in one.params.values():
        value += 0.3 * rng.standard_normal(value.shape)
    return one


def pictures(dtype=np.float64):
    return np.random.default_rng(1).standard_normal((N, 2, 2, 3)).astype(dtype)


DECODERS = {
    "LSTM": None,
    "GRU": lambda rng, dtype: GRU(E, H, rng=rng, dtype=dtype),
    "RNN": lambda rng, dtype: RNN(E, H, rng=rng, dtype=dtype),
    "Dropped": lambda rng, dtype: Dropped(LSTM(E, H, rng=rng, dtype=dtype), inputs=0.5),
    "Stack": lambda rng, dtype: Stack([LSTM(E, 4, rng=rng, dtype=dtype), GRU(4, H, rng=rng, dtype=dtype)]),
}


@pytest.mark.parametrize("name", DECODERS)
def test_gradients_are_those_of_finite_differences(name):
    one, x = model(DECODERS[name]), pictures()
    _, grads = one.loss_and_grads(x, TARGET)
    for key, value in one.params.items():
        expected = numeric_gradient(lambda: one.loss(x, TARGET), value)
        assert relative_error(grads[key], expected) < 1e-6, key


def test_loss_and_gradients_are_pytorchs():
    one, x = model(), pictures()
    ours = {name: torch.tensor(value, requires_grad=True) for name, value in one.params.items()}
    lstm = torch.nn.LSTMCell(E, H, dtype=torch.float64)
    hidden = torch.relu(torch.tensor(x.reshape(N, P)) @ ours["hidden.W"] + ours["hidden.b"])
    h = torch.tanh(hidden @ ours["code.W"] + ours["code.b"])
    c, total = torch.zeros_like(h), 0
    before = torch.tensor(np.column_stack([np.ones(N, int), TARGET[:, :-1]]))
    weights = {
        "weight_ih": ours["decoder.W_x"].T, "weight_hh": ours["decoder.W_h"].T, "bias_ih": ours["decoder.b"],
        "bias_hh": torch.zeros(4 * H, dtype=torch.float64),
    }  # fmt: skip
    for u in range(U):
        h, c = torch.func.functional_call(lstm, weights, (ours["embedding.W"][before[:, u]], (h, c)))
        z = h @ ours["dense.W"] + ours["dense.b"]
        each = torch.nn.functional.cross_entropy(z, torch.tensor(TARGET[:, u]), reduction="none")
        total = total + (each * torch.tensor(TARGET[:, u] != 0)).sum()
    total = total / int((TARGET != 0).sum())
    total.backward()
    loss, grads = one.loss_and_grads(x, TARGET)
    assert loss == pytest.approx(total.item(), abs=1e-12)
    for name, value in grads.items():
        np.testing.assert_allclose(value, ours[name].grad.numpy(), atol=1e-12, err_msg=name)


@pytest.mark.parametrize("name", DECODERS)
def test_what_is_written_step_by_step_has_the_probability_that_training_gives_it(name):
    one, x = model(DECODERS[name]), pictures()
    for written in (greedy(one, x, U), beam(one, x, U, width=3)):
        for n, ids in enumerate(written.ids):
            scored = one.forward(x[n : n + 1], ids[None]).z[0]
            log_p = scored - np.log(np.exp(scored).sum(axis=1, keepdims=True))
            assert sum(log_p[u, k] for u, k in enumerate(ids) if k) == pytest.approx(written.log_p[n], abs=1e-9)
    np.testing.assert_array_equal(one.predict(x, U)[:, : greedy(one, x, U).ids.shape[1]], greedy(one, x, U).ids)


def test_a_captioner_comes_back_from_its_file(tmp_path):
    one, x = model(dtype=np.float32), pictures(np.float32)
    save(tmp_path / "captioner.npz", one)
    np.testing.assert_array_equal(load(tmp_path / "captioner.npz").forward(x, TARGET).z, one.forward(x, TARGET).z)


def test_it_learns_to_describe_what_it_sees():
    rng = np.random.default_rng(0)
    sentences = [
        "a red square above a blue circle", "a blue circle left of a green cross", "a green cross above a red square",
    ]  # fmt: skip
    scenes, new = make_scenes(150, rng, sentences), make_scenes(30, rng, sentences)
    one = Captioner(
        Dense(768, 32, rng=rng), Dense(32, 16, rng=rng), Embedding(scenes.vocabulary.size, 8, rng=rng),
        LSTM(8, 16, rng=rng), Dense(16, scenes.vocabulary.size, rng=rng),
    )  # fmt: skip
    fit(one, (scenes.pictures, scenes.target), optimiser=Adam(0.003), epochs=40, batch_size=25, rng=rng, progress=False)
    written = one.predict(new.pictures, new.target.shape[1])
    assert exact_match(written, new.target) > 0.9
    other = one.predict(new.pictures[::-1], new.target.shape[1])
    assert exact_match(other, new.target) < 0.9, "it does not look at the picture"


R = np.random.default_rng(0)
PARTS = {
    "hidden": Dense(P, K, rng=R), "code": Dense(K, H, rng=R), "embedding": Embedding(V, E, rng=R),
    "decoder": LSTM(E, H, rng=R), "dense": Dense(H, V, rng=R),
}  # fmt: skip
WRONG = [
    ({"code": Dense(K + 1, H, rng=R)}, "code: expected input_size 6, got 7"),
    ({"code": Dense(K, H + 1, rng=R)}, "code: expected output_size 5, got 6"),
    ({"embedding": Embedding(V, E + 1, rng=R)}, "embedding: expected output_size 3, got 4"),
    ({"embedding": Embedding(2, E, rng=R)}, "embedding: expected at least 3 ids (padding, start, end), got 2"),
    ({"dense": Dense(H, V + 1, rng=R)}, "dense: expected output_size 8, got 9"),
    ({"hidden": LSTM(P, K, rng=R)}, "hidden: expected Dense, got LSTM"),
    ({"decoder": Dense(E, H, rng=R)}, "decoder: expected a recurrent layer, got Dense"),
    (
        {"decoder": Bidirectional(RNN(E, 2, rng=R), RNN(E, 3, rng=R))},
        "decoder: expected a layer that reads forwards alone, got Bidirectional",
    ),
]


@pytest.mark.parametrize(("parts", "message"), WRONG, ids=[message for _, message in WRONG])
def test_parts_that_do_not_fit_are_named(parts, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Captioner(**PARTS | parts)


def test_pictures_of_another_size_are_refused():
    with pytest.raises(ValueError, match=r"^x: expected shape \(.*12\), got an array of shape \(4, 13\)"):
        model().forward(np.zeros((N, 13)), TARGET)


def test_a_captioner_may_read_what_it_wrote_while_it_learns():
    """With the whole share its gradients are those of the loss with its own words as inputs."""
    one, x = model(), pictures()
    sampling = ScheduledSampling(one, 1.0)
    loss, grads = sampling.loss_and_grads(x, TARGET, rng=np.random.default_rng(0))
    own = sampling.inputs(x, TARGET, np.random.default_rng(0))
    np.testing.assert_array_equal(own[:, 1:], one.forward(x, TARGET, inputs=own).z[:, :-1].argmax(axis=2))
    assert (own[:, 1:] != TARGET[:, :-1]).any()
    for key, value in one.params.items():
        expected = numeric_gradient(lambda: one._loss(one.forward(x, TARGET, inputs=own).z, TARGET).value, value)
        assert relative_error(grads[key], expected) < 1e-6, key
    assert loss != one.loss(x, TARGET) == sampling.loss(x, TARGET)
