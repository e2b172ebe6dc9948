"""What is timed: each recurrent layer in lstm_lib, Keras (eager, compiled, by XLA), PyTorch and JAX, and bare products.

`prepare(contender, layer, size, measure)` returns a function without arguments that does the work once.
Libraries are imported by the contender that needs them, for each contender runs in a process of its own.
"""

import numpy as np

LAYERS = ("LSTM", "GRU", "RNN")
SMALL, MIDDLE, LARGE = (8, 20, 16, 32), (32, 50, 64, 128), (64, 100, 128, 512)  # (N, T, D, H)
THIN, WIDE = (1, 1000, 8, 64), (256, 20, 32, 64)  # one long sequence, as when a network writes; a large batch
SIZES = (SMALL, MIDDLE, LARGE, THIN, WIDE)
MEASURES = ("forward", "forward + backward")
PARTS = {"LSTM": 4, "GRU": 3, "RNN": 1}  # blocks of H columns in the weights


def prepare(contender, layer, size, measure, threads=2):
    """The function to time."""
    if contender == "PyTorch":
        return _torch(layer, size, measure, threads)
    makers = {
        "lstm_lib": _lstm_lib,
        "lstm_lib AVX-512": _lstm_lib,
        "without trace": _without_trace,
        "tf.function": _keras_compiled,
        "XLA": _keras_xla,
        "Keras eager": _keras_eager,
        "JAX": _jax,
        "products": _products,
        "products AVX-512": _products,
    }
    return makers[contender](layer, size, measure)


def arrays(size):
    """The same input and gradient of h for all: x (N, T, D), dh (N, T, H)."""
    N, T, D, H = size
    rng = np.random.default_rng(0)
    return rng.standard_normal((N, T, D), dtype=np.float32), rng.standard_normal((N, T, H), dtype=np.float32)


def our_layer(layer, size):
    """The layer of lstm_lib."""
    import lstm_lib

    return getattr(lstm_lib, layer)(size[2], size[3], rng=np.random.default_rng(1))


def _lstm_lib(layer, size, measure):
    x, dh = arrays(size)
    ours = our_layer(layer, size)
    if measure == "forward":
        return lambda: ours.forward(x)
    return lambda: ours.backward(ours.forward(x), dh)


def _without_trace(layer, size, measure):
    x, _ = arrays(size)
    ours = our_layer(layer, size)
    return lambda: ours.run(x)


def _keras_layer(layer, size):
    import keras

    name = {"RNN": "SimpleRNN"}.get(layer, layer)
    theirs = getattr(keras.layers, name)(size[3], return_sequences=True)
    theirs.build((None, None, size[2]))
    return theirs


def _keras_eager(layer, size, measure):
    x, dh = arrays(size)
    forward, both, x, dh = _keras_functions(_keras_layer(layer, size), x, dh)
    return (lambda: forward(x).numpy()) if measure == "forward" else (lambda: both(x, dh)[0].numpy())


def _keras_compiled(layer, size, measure, xla=False):
    import tensorflow as tf

    x, dh = arrays(size)
    forward, both, x, dh = _keras_functions(_keras_layer(layer, size), x, dh)
    if measure == "forward":
        compiled = tf.function(forward, jit_compile=xla)
        return lambda: compiled(x).numpy()
    compiled = tf.function(both, jit_compile=xla)
    return lambda: compiled(x, dh)[0].numpy()


def _keras_xla(layer, size, measure):
    return _keras_compiled(layer, size, measure, xla=True)


def _keras_functions(theirs, x, dh):
    """Forward, and forward with gradients of input and weights; x and dh as tensors."""
    import tensorflow as tf

    def both(x, dh):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.reduce_sum(theirs(x) * dh)
        return tape.gradient(loss, [x, *(weight.value for weight in theirs.trainable_weights)])

    return theirs, both, tf.constant(x), tf.constant(dh)


def _torch(layer, size, measure, threads):
    import torch

    torch.set_num_threads(threads)
    x, dh = (torch.from_numpy(value) for value in arrays(size))
    theirs = getattr(torch.nn, layer)(size[2], size[3], batch_first=True)

    def forward():
        with torch.no_grad():
            theirs(x)

    def both():
        theirs.zero_grad()
        given = x.clone().requires_grad_()
        theirs(given)[0].backward(dh)

    return forward if measure == "forward" else both


def _jax(layer, size, measure):
    """The same equations as a function of JAX, its loop over time `lax.scan`, compiled once."""
    import jax

    N, _, _, H = size
    x, dh = (jax.numpy.asarray(value) for value in arrays(size))
    ours = our_layer(layer, size)
    params = {name: jax.numpy.asarray(ours.params[name]) for name in ("W_x", "W_h", "b")}
    step = {"LSTM": _jax_lstm, "GRU": _jax_gru, "RNN": _jax_rnn}[layer]
    start = jax.numpy.zeros((2, N, H) if layer == "LSTM" else (N, H))

    def all_steps(params, x):
        inputs = (x @ params["W_x"] + params["b"]).swapaxes(0, 1)
        return jax.lax.scan(lambda state, z: step(state, z, params["W_h"]), start, inputs)[1].swapaxes(0, 1)

    if measure == "forward":
        compiled = jax.jit(all_steps)
        return lambda: compiled(params, x).block_until_ready()
    both = jax.jit(jax.grad(lambda params, x: (all_steps(params, x) * dh).sum(), argnums=(0, 1)))
    return lambda: both(params, x)[1].block_until_ready()


def _jax_lstm(state, z, W_h):
    import jax

    h, c = state
    z_i, z_f, z_g, z_o = jax.numpy.split(z + h @ W_h, 4, axis=1)
    c = jax.nn.sigmoid(z_f) * c + jax.nn.sigmoid(z_i) * jax.numpy.tanh(z_g)
    h = jax.nn.sigmoid(z_o) * jax.numpy.tanh(c)
    return jax.numpy.stack([h, c]), h


def _jax_gru(h, a, W_h):
    import jax

    (a_z, a_r, a_g), (u_z, u_r, u_g) = jax.numpy.split(a, 3, axis=1), jax.numpy.split(h @ W_h, 3, axis=1)
    z, r = jax.nn.sigmoid(a_z + u_z), jax.nn.sigmoid(a_r + u_r)
    h = z * h + (1 - z) * jax.numpy.tanh(a_g + r * u_g)
    return h, h


def _jax_rnn(h, z, W_h):
    import jax

    h = jax.numpy.tanh(z + h @ W_h)
    return h, h


def _products(layer, size, measure):
    """The floor: the products of matrices that no implementation in numpy can do without, and nothing else."""
    N, T, D, H = size
    G = PARTS[layer] * H
    x, _ = arrays(size)
    rng = np.random.default_rng(1)
    W_x, W_h = rng.standard_normal((G, D), dtype=np.float32), rng.standard_normal((G, H), dtype=np.float32)
    all_x = x.transpose(2, 1, 0).reshape(D, T * N)
    h, dz = np.ones((H, N), np.float32), np.ones((G, N), np.float32)
    all_h, all_dz = np.ones((H, T * N), np.float32), np.ones((G, T * N), np.float32)
    z, dh = np.empty((G, N), np.float32), np.empty((H, N), np.float32)
    back = np.ascontiguousarray(W_h.T)

    def forward():
        W_x @ all_x
        for _ in range(T):
            np.matmul(W_h, h, out=z)

    def both():
        forward()
        for _ in range(T):
            np.matmul(back, dz, out=dh)
        W_x.T @ all_dz
        all_dz @ all_x.T
        all_dz @ all_h.T

    return forward if measure == "forward" else both
