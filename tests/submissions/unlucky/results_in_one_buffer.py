# Right work whose results always lie in the same arrays, which every call overwrites.
# gates: passed 18
# asserts: passed 8
# %% gates-lstm-step-solution
kept = {}

def lstm_step(x, h, c, W_x, W_h, b):
    i, f, g, o = gates(x @ W_x + h @ W_h + b)
    new_h, new_c = kept.setdefault(np.shape(c), (np.empty(np.shape(c)), np.empty(np.shape(c))))
    new_c[...] = f * c + i * g
    new_h[...] = o * np.tanh(new_c)
    return new_h, new_c
