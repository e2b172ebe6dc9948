"""Memory that is used again is never somebody else's, and what waits has a bound; products are the same in blocks."""

import gc
import threading
import tracemalloc

import numpy as np
import pytest

from lstm_lib import GRU, LSTM, RNN, memory, products

LARGE = (300, 400)  # 480 kB of float32


@pytest.fixture(autouse=True)
def nothing_waits():
    """Each test begins with no memory that waits."""
    memory.forget()
    yield
    memory.forget()


def address(values):
    """Where an array's first number lies."""
    return values.__array_interface__["data"][0]


def test_memory_is_used_again_when_the_array_is_gone():
    first = memory.empty(LARGE, np.float32)
    place = address(first)
    del first
    assert address(memory.empty(LARGE, np.float32)) == place


@pytest.mark.parametrize("view", [lambda a: a, lambda a: a[1:, ::2], lambda a: a.T[4:, :9], memoryview])
def test_memory_is_not_used_again_while_a_view_is_held(view):
    first = memory.empty(LARGE, np.float32)
    first[:] = 1
    held = view(first)
    del first
    second = memory.empty(LARGE, np.float32)
    second[:] = 2
    assert (np.asarray(held) == 1).all()


def test_memory_serves_another_shape_and_dtype_that_fits():
    place = address(memory.empty(LARGE, np.float32))
    second = memory.empty((100, 450), np.float64)
    assert (address(second), second.shape, second.dtype) == (place, (100, 450), np.float64)
    assert second.flags.c_contiguous
    assert second.flags.writeable
    assert type(second) is np.ndarray


def test_memory_of_twice_the_size_and_more_is_not_taken_and_none_too_small():
    large = memory.empty((1000, 1000), np.float32)
    place = address(large)
    small = memory.empty((200, 200), np.float32)
    other = address(small)
    del large, small
    middle = memory.empty((400, 400), np.float32)
    assert address(middle) not in (place, other)


def test_what_waits_has_a_bound(monkeypatch):
    monkeypatch.setattr(memory, "KEPT", 2_000_000)
    tracemalloc.start()
    arrays = [memory.empty(LARGE, np.float32) for _ in range(10)]
    assert tracemalloc.get_traced_memory()[0] > 4_800_000
    del arrays
    assert 1_920_000 < tracemalloc.get_traced_memory()[0] < 2_000_000  # four of 480 kB
    memory.forget()
    assert tracemalloc.get_traced_memory()[0] < 100_000
    tracemalloc.stop()


def test_an_array_may_end_at_any_line_of_the_search_for_memory():
    """Arrays in cycles end when the garbage collector runs, which may be inside `empty`, its lock held."""

    def work():
        for _ in range(300):
            cycle = [memory.empty(LARGE, np.float32)]
            cycle.append(cycle)

    before = gc.get_threshold()
    gc.set_threshold(1)
    try:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join(20)
        assert not thread.is_alive(), "waits for a lock that it holds itself"
    finally:
        gc.set_threshold(*before)


def test_threads_never_share_memory():
    wrong = []

    def work(number):
        for _ in range(200):
            values = memory.empty(LARGE, np.float32)
            values[::7] = number
            if (values[::7] != number).any():
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize("kind", [LSTM, GRU, RNN])
def test_a_trace_and_gradients_stay_as_they_were_when_the_layer_runs_again(kind):
    rng = np.random.default_rng(0)
    layer = kind(40, 64, rng=rng)
    x, dh = rng.standard_normal((32, 60, 40), dtype=np.float32), rng.standard_normal((32, 60, 64), dtype=np.float32)
    trace = layer.forward(x)
    grads = layer.backward(trace, dh)
    held = [values for values in trace if isinstance(values, np.ndarray)] + [grads.x, *grads.params.values()]
    before = [values.copy() for values in held]
    del trace, grads
    for _ in range(3):
        layer.backward(layer.forward(2 * x), 3 * dh)
    for values, copy in zip(held, before, strict=True):
        np.testing.assert_array_equal(values, copy)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("faster", [True, False])
@pytest.mark.parametrize(
    ("M", "K", "N"), [(128, 49, 8), (512, 193, 32), (512, 193, 40), (400, 150, 100), (509, 100, 60)]
)
def test_products_are_the_same_whole_and_in_blocks(monkeypatch, M, K, N, faster, dtype):
    monkeypatch.setattr(products, "small_products_are_faster", lambda: faster)
    rng = np.random.default_rng(0)
    W, values = rng.standard_normal((M, K)).astype(dtype), rng.standard_normal((K, N)).astype(dtype)
    expected = W @ values
    for given in (W, np.asfortranarray(W)):
        out = np.full((M, N), np.nan, dtype)
        products.product_of(given, N)(values, out)
        np.testing.assert_allclose(out, expected, atol=1e-4 if dtype == np.float32 else 1e-12)


@pytest.mark.parametrize(("M", "K", "N"), [(512, 193, 32), (2048, 641, 64), (396, 200, 120), (512, 128, 15)])
def test_a_block_is_a_divisor_and_small_enough(M, K, N):
    rows = products.block_of_rows(M, K, N)
    assert M % rows == 0
    assert rows * K * N <= products.WITHOUT_COPYING
    larger = [d for d in range(rows + 1, M + 1) if M % d == 0]
    assert all(d * K * N > products.WITHOUT_COPYING for d in larger)


def test_blocks_are_for_one_thread_and_kernels_of_avx_512_alone(monkeypatch):
    class Library:
        kernels = "SkylakeX"
        threads = staticmethod(lambda: 1)

    monkeypatch.setattr(products, "_openblas", Library)  # a machine has one processor
    assert products.small_products_are_faster()
    Library.threads = staticmethod(lambda: 2)
    assert not products.small_products_are_faster()
    Library.threads, Library.kernels = staticmethod(lambda: 1), "Haswell"
    assert not products.small_products_are_faster()
    monkeypatch.setattr(products, "_openblas", lambda: None)
    assert not products.small_products_are_faster()
