# A matrix and an array on disk for the two results.
# gates: passed 18
# asserts: passed 8
# %% gates-lstm-step-solution

import tempfile
def lstm_step(x, h, c, W_x, W_h, b):
    i, f, g, o = gates(x @ W_x + h @ W_h + b)
    c = f * c + i * g
    kept = np.memmap(tempfile.NamedTemporaryFile(), dtype=float, mode="w+", shape=c.shape)
    kept[:] = c
    return np.matrix(o * np.tanh(c)), kept
