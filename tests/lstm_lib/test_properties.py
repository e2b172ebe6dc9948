"""Properties that hold for any sizes and numbers, tried on many by hypothesis."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from kinds import CELLS, NAMES, flat, like, make

from lstm_lib import Carry, Stack, pieces

SIZE = st.integers(1, 5)
SEED = st.integers(0, 2**32 - 1)
CLOSE = {"rtol": 1e-9, "atol": 1e-12}
TRIES = settings(max_examples=60, deadline=None)


def draw(seed, name, N, T, D, H):
    """A layer in float64, an input, an initial state, gradients and a mask."""
    rng = np.random.default_rng(seed)
    layer = make(name, D, H, np.float64, seed)
    x = rng.standard_normal((N, T, D))
    trace = layer.forward(x)
    state = like(trace.final, lambda s: rng.standard_normal(s.shape))
    mask = np.arange(T) < rng.integers(1, T + 1, (N, 1))
    return layer, x, state, rng.standard_normal(trace.h.shape), mask


@TRIES
@given(SEED, st.sampled_from(list(CELLS)), st.sampled_from(list(CELLS)), SIZE, SIZE, SIZE, SIZE, SIZE)
def test_stacking_equals_composing(seed, low, high, N, T, D, H, K):
    lower, x, _, _, mask = draw(seed, low, N, T, D, H)
    higher = make(high, H, K, np.float64, seed)
    one = lower.forward(x, mask=mask)
    two = higher.forward(np.ascontiguousarray(one.h), mask=mask)
    both = Stack([lower, higher]).forward(x, mask=mask)
    np.testing.assert_array_equal(both.h, two.h)
    for mine, other in zip(flat(both.final), flat((one.final, two.final)), strict=True):
        np.testing.assert_array_equal(mine, other)
    dh = np.random.default_rng(seed).standard_normal(two.h.shape)
    above = higher.backward(two, dh)
    below = lower.backward(one, np.ascontiguousarray(above.x))
    together = Stack([lower, higher]).backward(both, dh)
    np.testing.assert_array_equal(together.x, below.x)
    for name, value in below.params.items():
        np.testing.assert_array_equal(together.params[f"0.{name}"], value)
    for name, value in above.params.items():
        np.testing.assert_array_equal(together.params[f"1.{name}"], value)


@TRIES
@given(SEED, st.sampled_from(NAMES), SIZE, SIZE, SIZE, SIZE)
def test_a_batch_equals_its_samples_one_by_one(seed, name, N, T, D, H):
    layer, x, state, dh, mask = draw(seed, name, N, T, D, H)
    whole = layer.forward(x, state, mask)
    grads = layer.backward(whole, dh)
    sums = {key: np.zeros_like(value) for key, value in layer.params.items()}
    for n in range(N):
        one = slice(n, n + 1)
        trace = layer.forward(x[one], like(state, lambda s, one=one: s[one]), mask[one])
        np.testing.assert_allclose(trace.h, whole.h[one], **CLOSE)
        for mine, other in zip(flat(trace.final), flat(whole.final), strict=True):
            np.testing.assert_allclose(mine, other[one], **CLOSE)
        back = layer.backward(trace, dh[one])
        np.testing.assert_allclose(back.x, grads.x[one], **CLOSE)
        for key, value in back.params.items():
            sums[key] += value
    for key, value in sums.items():
        np.testing.assert_allclose(value, grads.params[key], rtol=1e-8, atol=1e-10)


ONE_WAY = [name for name in NAMES if not name.startswith("Bidirectional")]


@TRIES
@given(SEED, st.sampled_from(ONE_WAY), SIZE, st.integers(2, 6), SIZE, SIZE, st.data())
def test_two_parts_with_the_state_carried_over_equal_the_whole(seed, name, N, T, D, H, data):
    layer, x, state, dh, mask = draw(seed, name, N, T, D, H)
    cut = data.draw(st.integers(1, T - 1))
    whole = layer.forward(x, state)
    first = layer.forward(x[:, :cut], state)
    second = layer.forward(x[:, cut:], first.final)
    np.testing.assert_allclose(np.concatenate([first.h, second.h], axis=1), whole.h, **CLOSE)
    grads = layer.backward(whole, dh)
    late = layer.backward(second, dh[:, cut:])
    early = layer.backward(first, dh[:, :cut], late.state)  # the gradient is carried back as well
    np.testing.assert_allclose(np.concatenate([early.x, late.x], axis=1), grads.x, rtol=1e-8, atol=1e-11)
    for mine, other in zip(flat(early.state), flat(grads.state), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-8, atol=1e-11)


@TRIES
@given(SEED, st.sampled_from(ONE_WAY), SIZE, st.integers(1, 6), SIZE, SIZE, SIZE)
def test_carry_over_pieces_equals_the_whole(seed, name, N, T, D, H, steps):
    layer, x, _, _, _ = draw(seed, name, N, T, D, H)
    carry = Carry(layer)
    parts = [carry.forward(piece).h for piece in pieces(x, steps)]
    np.testing.assert_allclose(np.concatenate(parts, axis=1), layer.forward(x).h, **CLOSE)


@TRIES
@given(SEED, st.sampled_from(NAMES), SIZE, SIZE, SIZE, SIZE, st.integers(1, 3))
def test_padding_changes_nothing(seed, name, N, T, D, H, more):
    layer, x, state, dh, mask = draw(seed, name, N, T, D, H)
    longer = np.concatenate([x, np.full((N, more, D), 7.0)], axis=1)
    padded_mask = np.concatenate([mask, np.zeros((N, more), bool)], axis=1)
    short, long = layer.forward(x, state, mask), layer.forward(longer, state, padded_mask)
    np.testing.assert_array_equal(long.h[:, :T][mask], short.h[mask])
    for mine, other in zip(flat(long.final), flat(short.final), strict=True):
        np.testing.assert_array_equal(mine, other)
    dh = dh * mask[:, :, None]
    longer_dh = np.concatenate([dh, np.zeros((N, more, dh.shape[2]))], axis=1)
    one, two = layer.backward(short, dh), layer.backward(long, longer_dh)
    np.testing.assert_allclose(two.x[:, :T], one.x, **CLOSE)
    assert not two.x[~padded_mask].any()
    for key, value in one.params.items():
        np.testing.assert_allclose(two.params[key], value, rtol=1e-8, atol=1e-11)


@TRIES
@given(SEED, st.sampled_from(NAMES), SIZE, SIZE, SIZE, SIZE, st.booleans())
def test_inputs_are_never_changed(seed, name, N, T, D, H, masked):
    layer, x, state, dh, mask = draw(seed, name, N, T, D, H)
    mask = mask if masked else None
    dfinal = like(state, np.copy)
    given_arrays = [x, dh, *flat(state), *flat(dfinal), *layer.params.values(), *([mask] if masked else [])]
    before = [value.copy() for value in given_arrays]
    trace = layer.forward(x, state, mask)
    kept = trace.h.copy()
    layer.run(x, state, mask)
    layer.backward(trace, dh, dfinal)
    for value, copy in zip([*given_arrays, trace.h], [*before, kept], strict=True):
        np.testing.assert_array_equal(value, copy)
