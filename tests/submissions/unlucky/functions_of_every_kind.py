# Right work as a partial function, a bound method, a static method, a lambda with defaults, and a function that takes anything.
# gates: passed 18
# asserts: passed 8
# %% gates-activations-solution
from __future__ import annotations
import functools, operator

def _gates(squash, z, /):
    match np.split(z, 4, axis=-1):
        case [i, f, g, o]:
            return tuple(map(operator.call if hasattr(operator, "call") else (lambda f, x: f(x)),
                             (squash, squash, np.tanh, squash), (i, f, g, o)))

gates = functools.partial(_gates, lambda x: 0.5 * (1 + np.tanh(0.5 * x)))
# %% gates-lstm-step-solution
class Cell:
    __slots__ = ("squash",)
    def __init__(self): self.squash = np.tanh
    def step(self, x, h, c, W_x, W_h, b):
        i, f, g, o = gates(x @ W_x + h @ W_h + b)
        return o * self.squash(new := f * c + i * g), new

lstm_step = Cell().step
# %% gates-initial-bias-solution
class Bias:
    @staticmethod
    def made(H, /, forget=1.0, *, kind=float, **others):
        return np.r_[np.zeros(H), [forget] * H, np.zeros(2 * H)].astype(kind)

initial_bias = Bias.made
# %% gates-count-solution
def parameter_count(*sizes, **named):
    D, H = sizes if len(sizes) == 2 else (named.get("D", *sizes), named["H"])
    return sum(H * (D + H + 1) for _ in "ifgo")
