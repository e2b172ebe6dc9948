"""Weights to and from PyTorch's recurrent layers. PyTorch is imported when a function is called."""

from typing import Any

import numpy as np

from lstm_lib.bidirectional import Bidirectional
from lstm_lib.gru import GRU
from lstm_lib.lstm import LSTM
from lstm_lib.rnn import RNN
from lstm_lib.stack import Stack
from lstm_lib.types import Array, Params
from lstm_lib.validate import describe


def from_torch(module: Any) -> Any:
    """Make one of our layers from torch.nn.RNN, LSTM or GRU, with the weights that it has now.

    Parameters
    ----------
    module : torch.nn.Module
        A torch.nn.RNN, LSTM or GRU.

    Returns
    -------
    layer
        Its counterpart: several layers become a `Stack`, a bidirectional one a `Bidirectional`.

    Raises
    ------
    ValueError
        For another module, for ``nonlinearity="relu"``, for dropout, for projections, and for another dtype than
        float32 and float64.

    Notes
    -----
    PyTorch keeps weights transposed, (4H, D), and two biases, one with each product. Where they are only ever
    added up ours keeps the sum; the GRU's second bias inside the reset is our b_h. Its parts are in the order
    r z n there, z r g here; the LSTM's are i f g o in both.

    Examples
    --------
    >>> from_torch("LSTM")
    Traceback (most recent call last):
    ValueError: module: expected torch.nn.RNN, LSTM or GRU, got str 'LSTM'
    """
    import torch

    kinds = {torch.nn.RNN: RNN, torch.nn.LSTM: LSTM, torch.nn.GRU: GRU}
    if type(module) not in kinds:
        raise ValueError(f"module: expected torch.nn.RNN, LSTM or GRU, got {describe(module)}")
    if getattr(module, "nonlinearity", "tanh") != "tanh":
        raise ValueError(f"module: expected nonlinearity='tanh', got {module.nonlinearity!r}")
    if module.dropout > 0:
        raise ValueError(
            f"module: expected dropout=0, got {module.dropout}; the counterpart has none between layers: "
            "set module.dropout = 0 if that is meant, for weights are the same without it"
        )
    dtypes = {str(value.dtype) for value in module.parameters()}
    if dtypes not in ({"torch.float32"}, {"torch.float64"}):
        raise ValueError(
            f"module: expected float32 or float64, got {', '.join(sorted(dtypes))}; convert it with module.float()"
        )
    if module.proj_size:
        raise ValueError(f"module: expected proj_size=0, got {module.proj_size}")
    arrays = {name: value.detach().cpu().numpy() for name, value in module.named_parameters()}
    layers = []
    for k in range(module.num_layers):
        ways = [_from_arrays(kinds[type(module)], arrays, f"l{k}{end}") for end in ("", "_reverse")]
        layers.append(Bidirectional(*ways) if module.bidirectional else ways[0])
    return layers[0] if len(layers) == 1 else Stack(layers)


def to_torch(layer: Any) -> Any:
    """Make a torch.nn.RNN, LSTM or GRU (batch_first=True) from one of ours; `from_torch` undoes it.

    Parameters
    ----------
    layer : layer of lstm_lib
        An `RNN`, `LSTM` or `GRU`, a `Bidirectional` of two, or a `Stack` of these.

    Returns
    -------
    torch.nn.Module
        The counterpart.

    Raises
    ------
    ValueError
        If the layers of a stack are not of one kind and hidden size, for PyTorch has no other; or if a GRU does
        not reset after the product.

    Examples
    --------
    >>> module = to_torch(LSTM(3, 5, rng=np.random.default_rng(0)))
    >>> module, tuple(module.weight_ih_l0.shape)
    (LSTM(3, 5, batch_first=True), (20, 3))
    """
    import torch

    layers = list(layer.layers.values()) if isinstance(layer, Stack) else [layer]
    two_ways = [list(part.layers.values()) if isinstance(part, Bidirectional) else [part] for part in layers]
    cells = [cell for ways in two_ways for cell in ways]
    kinds = {RNN: torch.nn.RNN, LSTM: torch.nn.LSTM, GRU: torch.nn.GRU}
    forms = {(type(cell), getattr(cell, "hidden_size", None)) for cell in cells} | {len(ways) for ways in two_ways}
    if len(forms) != 2 or type(cells[0]) not in kinds:
        raise ValueError("layer: expected RNN, LSTM or GRU layers of one kind and size, got others")
    if isinstance(cells[0], GRU) and not all(cell.reset_after for cell in cells):
        raise ValueError("layer: expected a GRU with reset_after=True, got one with reset_after=False")
    module = kinds[type(cells[0])](
        layer.input_size,
        cells[0].hidden_size,
        num_layers=len(layers),
        bidirectional=len(two_ways[0]) == 2,
        batch_first=True,
        dtype=getattr(torch, str(layer.dtype)),
    )
    with torch.no_grad():
        for k, ways in enumerate(two_ways):
            for cell, end in zip(ways, ("", "_reverse"), strict=False):
                for name, value in _to_arrays(cell).items():
                    getattr(module, f"{name}_l{k}{end}").copy_(torch.from_numpy(np.ascontiguousarray(value)))
    return module


def _from_arrays(kind: Any, arrays: Params, end: str) -> Any:
    """One of our layers from PyTorch's arrays whose names end so; None if there are none."""
    if f"weight_ih_{end}" not in arrays:
        return None
    W_x, W_h = arrays[f"weight_ih_{end}"].T, arrays[f"weight_hh_{end}"].T
    zeros = np.zeros(W_x.shape[1], W_x.dtype)
    b_x, b_h = (arrays.get(f"bias_{way}_{end}", zeros) for way in ("ih", "hh"))
    if kind is not GRU:
        return kind.from_params({"W_x": W_x, "W_h": W_h, "b": b_x + b_h})
    W_x, W_h, b_x, b_h = (_swap_first_two_thirds(value) for value in (W_x, W_h, b_x, b_h))
    z_and_r = 2 * len(W_h)
    b = b_x.copy()
    b[:z_and_r] += b_h[:z_and_r]
    return GRU.from_params({"W_x": W_x, "W_h": W_h, "b": b, "b_h": b_h[z_and_r:]})


def _to_arrays(cell: Any) -> Params:
    """PyTorch's four arrays from the parameters of one of our layers."""
    W_x, W_h, b = (cell.params[name] for name in ("W_x", "W_h", "b"))
    b_h = np.zeros_like(b)
    if isinstance(cell, GRU):
        b_h[2 * cell.hidden_size :] = cell.params["b_h"]
        W_x, W_h, b, b_h = (_swap_first_two_thirds(value) for value in (W_x, W_h, b, b_h))
    return {"weight_ih": W_x.T, "weight_hh": W_h.T, "bias_ih": b, "bias_hh": b_h}


def _swap_first_two_thirds(values: Array) -> Array:
    """Exchange the columns of z and r, which PyTorch has the other way round."""
    first, second, third = np.split(values, 3, axis=-1)
    return np.concatenate([second, first, third], axis=-1)
