"""A second reader for the proofs: what would make a key wrong, one line an item, and the attempt, run.

Each attempt goes another way than the proof: by hand, by another library, at an extreme, or by a search for a
counterexample. It returns whether the key stands.
"""

import itertools

import numpy as np
import pytest
from late import Late

from lstm_lib import GRU, LSTM, RNN, DotAttention, beam, clip_by_global_norm, gru_step, jacobian_norms, lstm_step
from lstm_lib.data import make_windows
from quizzes import load_bank
from quizzes.proofs.seq2seq_decoding import ITEMS_TREE, Tree
from quizzes.prove import run_proof
from quizzes.variants import values_of

BANK = load_bank()
keras = Late("keras")
torch = Late("torch")


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def far(seed=0, scale=100.0):
    """A step of a cell with inputs, states and weights far beyond the usual."""
    rng = np.random.default_rng(seed)
    shapes = ((9, 3), (9, 4), (9, 4), (3, 16), (4, 16), (16,))
    return [scale * rng.standard_normal(shape) for shape in shapes]


def memory_of_any_size():
    zero, weights, b = np.zeros((1, 1)), np.zeros((1, 4)), np.array([-800.0, 800.0, 3.0, 0.0])
    return all(lstm_step(zero, zero, np.array([[c]]), weights, weights, b).c == c for c in (0.8, 1e300, -1e-300))


def gates_at_the_extremes():
    o = lstm_step(*far()).o
    return bool(((o >= 0) & (o <= 1)).all()) and not np.allclose(o.sum(axis=1), 1)


def output_gate_with_a_huge_memory():
    x, h, c, *weights = far(scale=1.0)
    return np.array_equal(lstm_step(x, h, c, *weights).o, lstm_step(x, h, 1e6 * c, *weights).o)


def torch_step():
    """PyTorch's own cell, whose gates are numbered otherwise."""
    rng = np.random.default_rng(0)
    cell = torch.nn.LSTMCell(1, 1).double()
    i, f, g, o, c = 0.3, 1.2, -0.7, 0.4, 2.0
    with torch.no_grad():
        for weight in cell.parameters():
            weight.zero_()
        cell.bias_ih[:] = torch.tensor([i, f, g, o])
        x = torch.tensor(rng.standard_normal((1, 1)))
        h, new = cell(x, (x * 0, x * 0 + c))
    by_hand = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return np.allclose([new.item(), h.item()], [by_hand, sigmoid(o) * np.tanh(by_hand)])


def counting_for_ever():
    layer = LSTM.from_params({"W_x": np.zeros((1, 4)), "W_h": np.zeros((1, 4)), "b": np.array([60.0, 60, 60, 60])})
    trace = layer.forward(np.zeros((1, 2000, 1)))
    return trace.c.max() > 1999 and trace.h.max() <= 1 and trace.g.max() <= 1


def parameters_of_torch():
    ours = LSTM(3, 5, rng=np.random.default_rng(0))
    theirs = torch.nn.LSTM(3, 5)
    count = sum(weight.numel() for weight in theirs.parameters())
    return count == 200 and sum(v.size for v in ours.params.values()) == 180


def forget_bias_of_keras():
    bias = keras.layers.LSTM(4)
    bias.build((None, None, 2))
    return np.isclose(sigmoid(float(bias.get_weights()[2][4])), 0.731059, atol=1e-5)


def reset_in_keras():
    rng = np.random.default_rng(0)
    layer = GRU(1, 1, rng=rng, dtype=np.float64)
    p = {name: value.copy() for name, value in layer.params.items()}
    p["b"][1], p["W_x"][:, 1], p["W_h"][:, 1] = -60, 0, 0
    steps = [gru_step(np.array([[0.4]]), np.array([[h]]), **p) for h in (0.8, -0.5)]
    return np.isclose(steps[0].g, steps[1].g).all() and not np.isclose(steps[0].h, 0).any()


def orthogonal_in_a_wide_layer():
    rng = np.random.default_rng(5)
    rnn = RNN(1, 200, rng=rng, dtype=np.float64)
    norms = jacobian_norms(rnn, rnn.forward(rng.standard_normal((1, 100, 1)))).dh
    return norms[100] < 0.5 * norms[0]


def radius_with_large_first_steps():
    """A matrix whose norm grows for many steps before its eigenvalue of 0.9 wins: the item has none such."""
    matrix = np.array([[0.5, 0.4], [0.4, 0.5]])
    return np.linalg.norm(np.linalg.matrix_power(matrix, 100)) < 1e-3 and np.linalg.norm(matrix, 2) < 1


def clipping_a_zero():
    clipped = clip_by_global_norm({"a": np.zeros(3)}, 1.0)
    return not clipped.grads["a"].any()


def longer_than_trained():
    layer = LSTM(2, 3, rng=np.random.default_rng(0))
    return all(layer.forward(np.zeros((n, t, 2), np.float32)).h.shape == (n, t, 3) for n, t in ((1, 1), (50, 500)))


def index_by_chance():
    layer = LSTM(2, 3, rng=np.random.default_rng(0), dtype=np.float64)
    x = np.random.default_rng(1).standard_normal((1, 10, 2))
    x[:, 6:] = 0
    h = layer.forward(x).h
    wanted = layer.run(x[:, :6].copy())[0]
    return [t for t in range(10) if np.allclose(h[:, t], wanted)] == [5]


def bidirectional_by_torch():
    layer = torch.nn.LSTM(2, 4, bidirectional=True, batch_first=True)
    with torch.no_grad():
        y, (h, _) = layer(torch.randn(3, 9, 2))
    return torch.allclose(y[:, 0, 4:], h[1]) and not torch.allclose(y[:, -1, 4:], h[1])


def gru_of_torch():
    with torch.no_grad():
        y, h = torch.nn.GRU(2, 4, batch_first=True)(torch.randn(2, 6, 2))
    return torch.allclose(y[:, -1], h[0])


def constant_below_equal_weights():
    """The stage that made the key false once: equal weights above keep the units alike, and the item excludes it."""
    return "drawn at" in BANK.items["states-constant-weights"].prompt


def every_beam_and_every_sequence():
    """All sequences of the tree: bx is the best of them, whatever the width."""
    p = {"ax": 0.6 * 0.55, "ay": 0.6 * 0.45, "bx": 0.4 * 0.9, "by": 0.4 * 0.1}
    found = beam(Tree(ITEMS_TREE), np.array([[3]]), 3, width=4)
    return max(p, key=p.get) == "bx" and found.ids[0][0] == 4


def attention_with_huge_scores():
    states = 1e3 * np.random.default_rng(0).standard_normal((1, 4, 3))
    padded = np.concatenate([states, 1e3 * np.ones((1, 2, 3))], axis=1)
    valid = np.array([[True] * 4 + [False] * 2])
    s = np.ones((1, 1, 3))
    alone, masked = DotAttention().forward(s, states), DotAttention().forward(s, padded, valid)
    return np.allclose(alone.context, masked.context)


def windows_by_hand():
    for n, p, q in itertools.product(range(30, 40), (3, 5), (2, 4)):
        x, _ = make_windows(np.arange(3.0 * n)[:, None], p, q, valid=1 / 3, test=1 / 3).train
        if len(x) != sum(1 for start in range(n) if start + p + q <= n):
            return False
    return True


def dead_biases_by_reading():
    prompt = BANK.items["debugging-dead-bias"].prompt
    return "b_f" not in prompt and "b_i" not in prompt and prompt.count("b_o") == 3 and "b_g" in prompt


def fading_by_hand():
    return np.isclose(np.tanh(0.5 * np.tanh(0.5 * np.tanh(1))), 0.1797, atol=1e-4)


def draws_by_chance_of_first_loss():
    return all(
        np.isclose(values_of(BANK.items["debugging-first-loss"], seed)["answer"], np.log(classes))
        for seed in range(5)
        for classes in [values_of(BANK.items["debugging-first-loss"], seed)["parameters"]["classes"]]
    )


# item: (what would make the key wrong, the attempt)
ATTEMPTS = {
    "gates-forget-one": ("a memory so large or small that one times it is not it", memory_of_any_size),
    "gates-values": ("inputs so large that a gate leaves [0, 1], or a sum of one", gates_at_the_extremes),
    "gates-inputs": ("a memory so large that some path from it to the gate shows", output_gate_with_a_huge_memory),
    "gates-cell-update": ("another library with another update", torch_step),
    "gates-hidden-from-cell": ("another library with another view of the memory", torch_step),
    "gates-beyond-one": ("a sequence so long that h or g pass 1, or c stops", counting_for_ever),
    "gates-parameters": ("a count that includes PyTorch's second bias", parameters_of_torch),
    "gates-forget-bias": ("a Keras that starts the bias elsewhere", forget_bias_of_keras),
    "gates-reset": ("a reset that erases the state after all", reset_in_keras),
    "sequences-orthogonal": ("a layer so wide that its states stay near 0", orthogonal_in_a_wide_layer),
    "sequences-radius": ("a matrix that is not normal and grows first", radius_with_large_first_steps),
    "sequences-clip-vanished": ("a gradient of exactly 0, by whose length one divides", clipping_a_zero),
    "sequences-what-may-change": ("one step, one sequence, or very many", longer_than_trained),
    "states-padding": ("an index at which the state comes back by chance", index_by_chance),
    "states-bidirectional-last": ("a library that turns the backward half round", bidirectional_by_torch),
    "states-gru-state": ("a library whose GRU keeps a second state", gru_of_torch),
    "states-constant-weights": ("a layer above that weighs all units alike", constant_below_equal_weights),
    "seq2seq-beam": ("a sequence that is better than both", every_beam_and_every_sequence),
    "seq2seq-attention-mask": ("scores so large that the softmax overflows", attention_with_huge_scores),
    "practice-window-count": ("a series so short that no window fits", windows_by_hand),
    "debugging-dead-bias": ("a bias that another line reads", dead_biases_by_reading),
    "debugging-padding-index": ("an arithmetic of the program that is not that of the question", fading_by_hand),
    "debugging-first-loss": ("classes that are not equally likely in the batch", draws_by_chance_of_first_loss),
}


@pytest.mark.parametrize("item_id", ATTEMPTS)
def test_the_key_stands_against_a_sceptic(item_id):
    doubt, attempt = ATTEMPTS[item_id]
    assert item_id in BANK.items
    assert doubt
    assert attempt() is not False
    assert bool(attempt())


# Keys that were refused, or that stood beside another right one, once.
RIGHT_ANSWERS = {
    "states-leaves": ["h_{t-1}", "$h_{t-1}$", "the hidden state"],
    "sequences-bptt-name": ["backprop through time", "BPTT"],
    "gates-deaf": ["i_t", "$i_t$", "the input gate"],
    "seq2seq-parts": [
        {"reader": "the encoder", "code": "final state", "writer": "decoder", "length": "its own length"},
    ],
}


@pytest.mark.parametrize("item_id", RIGHT_ANSWERS)
def test_what_is_right_is_not_refused(item_id):
    from quizzes import judge

    for answer in RIGHT_ANSWERS[item_id]:
        assert judge(BANK.items[item_id], answer).score == 1, answer


def test_an_answer_that_is_true_is_no_wrong_option():
    """Two right answers stood in these: the slope of tanh is a factor of the way through h, an amount is no share."""
    for item_id in ("sequences-orthogonal", "sequences-cell-paths"):
        assert sum(bool(found) for found in run_proof(BANK.items[item_id], draws=3).values()) == 1
