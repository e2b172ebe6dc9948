# A dataclass that can be read like a tuple where one is asked for.
# gates: passed 18
# asserts: passed 8
# %% gates-activations-solution

from dataclasses import astuple, dataclass
@dataclass
class Parts:
    i: object
    f: object
    g: object
    o: object
    def __getitem__(self, k):
        return astuple(self)[k]
    def __iter__(self):
        return iter(astuple(self))
def gates(z):
    H = z.shape[1] // 4
    s = 1 / (1 + np.exp(-z))
    return Parts(s[:, :H], s[:, H:2 * H], np.tanh(z[:, 2 * H:3 * H]), s[:, 3 * H:])
