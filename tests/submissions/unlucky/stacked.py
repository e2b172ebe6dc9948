# The two results of one shape in one array.
# gates: passed 18
# asserts: passed 8
# %% gates-lstm-step-solution

def lstm_step(x, h, c, W_x, W_h, b):
    i, f, g, o = gates(x @ W_x + h @ W_h + b)
    c = f * c + i * g
    return np.stack([o * np.tanh(c), c])
