# Returns lists in the place of tuples, and numpy's numbers in the place of Python's.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution
def parameter_count(D, H):
    return np.int64(4 * H * (D + H + 1))
# %% gates-activations-solution
def gates(z):
    z = np.split(np.asarray(z, float), 4, axis=1)
    squash = lambda v: (1 + np.tanh(v / 2)) / 2
    return [squash(z[0]), squash(z[1]), np.tanh(z[2]), squash(z[3])]
