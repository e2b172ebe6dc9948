# A namedtuple where a tuple is asked for.
# gates: passed 18
# asserts: passed 8
# %% gates-activations-solution

from collections import namedtuple
Parts = namedtuple("Parts", "i f g o")
def gates(z):
    H = z.shape[1] // 4
    s = 1 / (1 + np.exp(-z))
    return Parts(s[:, :H], s[:, H:2 * H], np.tanh(z[:, 2 * H:3 * H]), s[:, 3 * H:])
