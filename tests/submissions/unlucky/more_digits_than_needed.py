# Computes in numpy's longdouble.
# gates: passed 18
# asserts: passed 8
# %% gates-lstm-step-solution

def lstm_step(x, h, c, W_x, W_h, b):
    x, h, c, W_x, W_h, b = (np.asarray(a, np.longdouble) for a in (x, h, c, W_x, W_h, b))
    z = x @ W_x + h @ W_h + b
    i, f, g, o = np.split(z, 4, axis=1)
    s = lambda v: (1 + np.tanh(v / 2)) / 2
    c = s(f) * c + s(i) * np.tanh(g)
    return s(o) * np.tanh(c), c
