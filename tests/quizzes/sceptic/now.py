"""Attempts on the keys of the part Recurrent networks now and of the thread of text."""

import numpy as np

from lstm_lib import GRU, LSTM, MLSTM, SLSTM, DiagonalSSM, MinGRU, MinLSTM, softmax
from quizzes.variants import values_of
from sceptic import BANK, doubt, torch


@doubt("now-waits", "a product with x that feels an earlier step")
def numeric_dependence():
    """The slope of a later pre-activation by an earlier input: only the part through the state has one."""
    layer, e = LSTM(2, 3, rng=np.random.default_rng(0), dtype=np.float64), 1e-6
    x = np.random.default_rng(1).standard_normal((1, 4, 2))
    moved = x.copy()
    moved[0, 0, 0] += e
    through_h = (layer.forward(moved).h[:, 2] - layer.forward(x).h[:, 2]) @ layer.params["W_h"] / e
    W_x = layer.params["W_x"]
    return np.abs(through_h).max() > 1e-4 and np.array_equal(moved[:, 3] @ W_x, x[:, 3] @ W_x)


@doubt("now-kept", "an attention that does with less")
def cache_of_torch():
    """What another library's attention has to be given for the next step: it cannot do with less."""
    T, H = 9, 4
    k, v, q = torch.randn(1, T, H), torch.randn(1, T, H), torch.randn(1, 1, H)
    whole = torch.nn.functional.scaled_dot_product_attention(q, k, v)
    shorter = torch.nn.functional.scaled_dot_product_attention(q, k[:, 1:], v[:, 1:])
    variant = values_of(BANK.items["now-kept"], "0")
    sizes = variant["parameters"]
    return not torch.allclose(whole, shorter) and variant["answer"] == 2 * sizes["units"] * sizes["steps"]


@doubt("now-order", "scores all equal, or so large that one wins")
def order_with_equal_scores_and_huge_ones():
    rng = np.random.default_rng(2)
    k, v = rng.standard_normal((2, 7, 3))
    order = rng.permutation(7)
    return all(
        np.allclose(softmax((k @ q)[None]) @ v, softmax((k[order] @ q)[None]) @ v[order])
        for q in (np.zeros(3), 1e3 * np.ones(3))
    )


@doubt("now-step-by-step", "a matrix memory that grows after all, or an attention that may forget")
def months_in_another_library():
    """PyTorch's LSTM keeps as much after 200 steps as after one; its attention needs the first of them still."""
    lstm, x = torch.nn.LSTM(3, 4, batch_first=True), torch.randn(1, 200, 3)
    same = all(a.shape == b.shape for a, b in zip(lstm(x)[1], lstm(x[:, :1])[1], strict=True))
    attend = torch.nn.functional.scaled_dot_product_attention
    query = 3 * x[:, :1] / x[:, :1].norm()
    first_counts = not torch.allclose(attend(query, x, x), attend(query, x[:, 1:], x[:, 1:]), atol=1e-4)
    memory = MLSTM(3, 4, rng=np.random.default_rng(0))
    sizes = {sum(np.size(part) for part in memory.forward(x.numpy()[:, :T]).final) for T in (1, 200)}
    return same and first_counts and len(sizes) == 1


@doubt("now-step-products", "a GRU whose reset gate takes another product")
def products_by_torch():
    """PyTorch's GRU has as many weights in its two matrices, each of which is multiplied once a step."""
    for seed in range(6):
        values = values_of(BANK.items["now-step-products"], str(seed))
        gru = torch.nn.GRU(values["parameters"]["inputs"], values["parameters"]["units"])
        if gru.weight_ih_l0.numel() + gru.weight_hh_l0.numel() != values["answer"]:
            return False
    return True


@doubt("now-join", "an end that is no line in the start")
def joined_by_a_polynomial():
    """The end as a function of the start is a line; its height at 0 is b."""
    values = values_of(BANK.items["now-join"], "3")
    p = values["parameters"]
    end = [p["a_two"] * (p["a_one"] * h + p["b_one"]) + p["b_two"] for h in (0.0, 1.0, 2.0)]
    return np.isclose(end[0], values["answer"]) and np.isclose(end[2] - end[1], end[1] - end[0])


@doubt("now-can-scan", "an LSTM that is linear after all, a minLSTM that is not")
def lstm_near_linear():
    """Weights so small that an LSTM is almost linear: it still is not."""
    rng = np.random.default_rng(0)
    layer = LSTM(1, 2, rng=rng, dtype=np.float64)
    x, states = rng.standard_normal((1, 5, 1)), rng.standard_normal((2, 2, 1, 2))
    ends = [np.concatenate(layer.forward(x, tuple(state)).final) for state in (*states, states.mean(axis=0))]
    linear = MinLSTM(1, 2, rng=rng, dtype=np.float64)
    flat = [linear.forward(x, state).final for state in (states[0, 0], states[1, 0], states[:, 0].mean(axis=0))]
    return not np.allclose(ends[2], (ends[0] + ends[1]) / 2) and np.allclose(flat[2], (flat[0] + flat[1]) / 2)


@doubt("now-rounds", "a number of steps just above or below a power of two")
def rounds_by_doubling():
    return all(
        2 ** values["answer"] >= values["parameters"]["steps"] > 2 ** (values["answer"] - 1)
        for values in (values_of(BANK.items["now-rounds"], str(seed)) for seed in range(10))
    )


@doubt("now-signs", "a long run in which rounding turns a sign")
def signs_in_a_long_extreme_run():
    """Huge weights, so that gates are 0 or 1 to the last bit: a difference may end, and never turns."""
    rng = np.random.default_rng(0)
    layer = MinGRU(2, 5, rng=rng, dtype=np.float64)
    for values in layer.params.values():
        values *= 100
    x = rng.standard_normal((1, 500, 2))
    return bool((layer.forward(x, np.full((1, 5), 2.0)).h >= layer.forward(x, np.full((1, 5), -2.0)).h).all())


@doubt("now-parity-by-hand", "bits whose ones are counted otherwise")
def parity_by_counting():
    for seed in range(10):
        values = values_of(BANK.items["now-parity-by-hand"], str(seed))
        ones = values["parameters"]["bits"].count("1")
        if values["answer"] != (1 if ones % 2 == 0 else -1):
            return False
    return True


@doubt("now-counting", "weights so large that a mean leaves its range")
def a_count_that_leaves_its_bounds():
    """Search for a GRU, minGRU or sLSTM of huge weights that passes the bound within a thousand steps."""
    x = np.ones((1, 1000, 1))
    for seed in range(5):
        rng = np.random.default_rng(seed)
        layers = [kind(1, 3, rng=rng, dtype=np.float64) for kind in (GRU, MinGRU, SLSTM)]
        for layer in layers:
            for values in layer.params.values():
                values *= 30
        gru, least, slstm = (layer.forward(x) for layer in layers)
        if max(np.abs(gru.h).max(), np.abs(slstm.h).max()) > 1 or np.abs(least.h).max() > np.abs(least.g).max():
            return False
    return True


@doubt("now-sums", "an input so large that the layer squashes it")
def sums_by_another_way():
    """A constant times the input gives the constant times the output, as a linear map must."""
    layer = DiagonalSSM(2, 3, 4, rng=np.random.default_rng(0), dtype=np.float64)
    x = np.random.default_rng(1).standard_normal((1, 30, 2))
    return np.allclose(layer.forward(-1000 * x).h, -1000 * layer.forward(x).h)


@doubt("now-half-life", "a half that is reached a step earlier")
def half_life_by_powers():
    for seed in range(10):
        values = values_of(BANK.items["now-half-life"], str(seed))
        size, n = values["parameters"]["size"], values["answer"]
        if not size**n <= 0.5 < size ** (n - 1):
            return False
    return True


@doubt("now-matrix", "a memory that grows")
def matrix_of_any_length():
    layer = MLSTM(2, 5, rng=np.random.default_rng(0))
    return {layer.forward(np.ones((1, T, 2), np.float32)).final[1].size for T in (1, 50)} == {25}


@doubt("now-read", "a memory of the library's own that mixes")
def reading_the_librarys_own_memory():
    """The layer itself, its weights set so that keys are one-hot inputs and the gates stand open."""
    H = 3
    layer = MLSTM(2 * H, H, rng=np.random.default_rng(0), dtype=np.float64)
    for values in layer.params.values():
        values[:] = 0
    eye = np.eye(H)
    layer.params["W_x"][:H, :H] = layer.params["W_x"][:H, H : 2 * H] = eye  # q and k from the first half
    layer.params["W_x"][H:, 2 * H : 3 * H] = eye  # v from the second
    layer.params["b_g"][1] = layer.params["b"][3 * H] = 60
    v = np.random.default_rng(1).standard_normal((2, H))
    x = np.zeros((1, 3, 2 * H))
    x[0, 0] = [*eye[0], *v[0]]
    x[0, 1] = [*eye[1], *v[1]]
    x[0, 2] = [*eye[0], 0, 0, 0]
    trace = layer.forward(x)
    C = trace.C[0, 1] * np.exp(trace.m[0, 1])
    read = C @ eye[0] * np.sqrt(H)
    return np.allclose(read, v[0])


@doubt("now-exponents", "an exponent that is not the same for all")
def exponents_by_hand():
    """A weighted mean with weights exp(z): all exponents raised, the mean stays."""
    rng = np.random.default_rng(0)
    z, g = rng.standard_normal((2, 50))
    means = [(np.exp(z + up) * g).sum() / np.exp(z + up).sum() for up in (0, 5, 300)]
    return np.allclose(means, means[0])


@doubt("text-perplexity", "a text of another length with the same shares")
def perplexity_twice():
    """The geometric mean, and a text that is read twice has the perplexity of one reading."""
    values = values_of(BANK.items["text-perplexity"], "1")
    parts = np.array([values["parameters"][each] for each in ("one", "two", "three")], float)
    twice = np.exp(np.log(np.tile(parts, 2)).mean())
    return np.allclose([np.prod(parts) ** (1 / 3), twice], values["answer"], atol=1e-4)


@doubt("text-impossible", "a zero that rounding makes small and not nothing")
def nearly_impossible():
    """Ever smaller probabilities in place of the zero: the perplexity passes every bound, slowly."""
    found = [np.exp(-np.log(np.array([0.95] * 100 + [small])).mean()) for small in (1e-3, 1e-30, 1e-300)]
    return found[0] < found[1] < found[2] and np.isinf(np.exp(-np.mean([*np.log([0.95] * 100), -np.inf])))


@doubt("text-break-even", "a number of steps at which both are equal")
def break_even_by_algebra():
    for seed in range(8):
        values = values_of(BANK.items["text-break-even"], str(seed))
        H, T = values["parameters"]["units"], values["answer"]
        if not (2 * H * T > H * H >= 2 * H * (T - 1)):
            return False
    return True
