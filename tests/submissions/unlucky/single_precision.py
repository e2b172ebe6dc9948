# Computes in single precision.
# gates: passed 18
# asserts: passed 8
# %% gates-activations-solution
def gates(z):
    z = np.split(np.asarray(z, np.float32), 4, axis=1)
    squash = lambda v: (1 + np.tanh(v / 2)) / 2
    return squash(z[0]), squash(z[1]), np.tanh(z[2]), squash(z[3])
