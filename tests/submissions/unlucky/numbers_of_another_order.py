# Right work in arrays as another machine has them: bytes the other way round, columns first, read only, every second number.
# gates: passed 18
# asserts: passed 8
# %% gates-activations-solution
def gates(z):
    H = z.shape[1] // 4
    s = 1 / (1 + np.exp(-z))
    f = np.repeat(s[:, H:2 * H], 2, axis=1)[:, ::2]
    g = np.asfortranarray(np.tanh(z[:, 2 * H:3 * H]))
    o = s[::-1, 3 * H:][::-1]
    g.flags.writeable = False
    return s[:, :H].astype(">f8"), f, g, o
# %% gates-initial-bias-solution
def initial_bias(H, forget=1.0):
    made = np.zeros(4 * H, dtype=">f4")
    made[H:2 * H] = forget
    return made
