"""Attempts on the keys of the chapter Gates: why each part is there, the backward pass, the GRU."""

import numpy as np

from lstm_lib import GRU, gru_step
from sceptic import by_hand, close, doubt, torch, torch_cell, variants


def latch(values, marks, i=None, f=None, bound=np.tanh):
    """The memory of a latch by hand, in plain Python; i or f may be held at one."""
    c, cells = 0.0, []
    for t, value in enumerate(values):
        mark = t in marks
        c = (f if f is not None else 1 - mark) * c + (i if i is not None else mark) * bound(value)
        cells.append(c)
    return np.array(cells)


@doubt("gates-why", "marks side by side, and values that cancel, so that two failures look alike")
def failures_that_might_be_confused():
    values, marks, same = [0.4, -0.5, 0.5, 0.3, -0.2], {1, 2}, lambda value: value
    whole, never, always = (latch(values, marks, bound=same, **held) for held in ({}, {"f": 1}, {"i": 1}))
    outlier = latch([0.1, 40.0, 0.1], {1}, bound=same), latch([0.1, 40.0, 0.1], {1})
    return (
        close(never[:2], whole[:2])
        and close(never[2:], 0)  # the sum of both
        and not close(always[0], whole[0])  # from the first step on
        and outlier[0].max() == 40
        and outlier[1].max() <= 1
    )


@doubt("gates-backward-cell", "a derivation that the library and the question share: PyTorch's automatic one")
def back_by_torch():
    for v in variants("gates-backward-cell", 20):
        p = {name: float(value) for name, value in v.p.items()}
        cell = torch_cell(i=-60.0, f=np.log(p["f"] / (1 - p["f"])), o=np.log(p["o"] / (1 - p["o"])))
        before = torch.tensor([[p["c"] / p["f"]]]).double().requires_grad_()
        h, c = cell(torch.zeros(1, 1).double(), (torch.zeros(1, 1).double(), before))
        grad = torch.autograd.grad(p["dh"] * h + p["dc"] * c, before)[0].item()
        by_print = (p["dc"] + p["dh"] * p["o"] * (1 - float(v.p["tanh"]) ** 2)) * p["f"]
        if not (abs(grad - v.answer) < 1e-6 and v.accepts(f"{by_print:.2f}")):
            return False
    return True


@doubt("gates-backward-forget", "a gate whose own slope hides the factor: the derivative by the gate's value itself")
def forget_gradient_by_autograd():
    f, c, g, i = (torch.tensor(value).double().requires_grad_() for value in (0.9, -2.0, 0.4, 0.3))
    return torch.autograd.grad(f * c + i * g, f)[0].item() == c.item()


@doubt("gates-gru-step", "PyTorch, whose gates stand in another order and might be turned")
def gru_of_torch_by_hand():
    for v in variants("gates-gru-step"):
        cell = torch.nn.GRUCell(1, 1).double()
        with torch.no_grad():
            for weight in cell.parameters():
                weight.zero_()
            z = v.p["z"]
            cell.bias_ih[:] = torch.tensor([0.0, np.log(z / (1 - z)), np.arctanh(v.p["g"])])  # r z n
            h = cell(torch.zeros(1, 1).double(), torch.full((1, 1), v.p["h"]).double()).item()
        if not close(h, v.answer):
            return False
    return by_hand("gates-gru-step", lambda p: p["z"] * p["h"] + (1 - p["z"]) * p["g"], 2)


@doubt("gates-reset", "a reset that erases the state after all")
def reset_in_keras():
    rng = np.random.default_rng(0)
    layer = GRU(1, 1, rng=rng, dtype=np.float64)
    p = {name: value.copy() for name, value in layer.params.items()}
    p["b"][1], p["W_x"][:, 1], p["W_h"][:, 1] = -60, 0, 0
    steps = [gru_step(np.array([[0.4]]), np.array([[h]]), **p) for h in (0.8, -0.5)]
    return np.isclose(steps[0].g, steps[1].g).all() and not np.isclose(steps[0].h, 0).any()


@doubt("gates-gru-parameters", "another library with other biases")
def gru_count_of_torch():
    for v in variants("gates-gru-parameters"):
        layer = torch.nn.GRU(v.p["features"], v.p["units"])
        if sum(weight.numel() for weight in layer.parameters()) != v.answer:
            return False
    return True
