"""The whole of a training in one file, from which `fit` goes on."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from lstm_lib.types import Array, Params, Rng
from lstm_lib.zipped_arrays import read_arrays, unprefixed, write_arrays

HISTORY = ("loss", "valid_loss", "norm")


def write_checkpoint(path: str | Path, model: Any, optimiser: Any, rng: Rng, history: Any, best: Params) -> None:
    """Keep parameters, the optimiser's memory, the generator's state, the history and the best parameters."""
    arrays = {
        "rng": np.array(json.dumps(rng.bit_generator.state, default=_plain)),
        "optimiser": np.array(type(optimiser).__name__),
    }
    arrays |= {name: np.array(getattr(history, name), np.float64) for name in HISTORY}
    for prefix, values in (("params", model.params), ("memory", optimiser.memory), ("best", best)):
        arrays |= {f"{prefix}/{name}": value for name, value in values.items()}
    write_arrays(path, arrays)


def read_checkpoint(path: str | Path, model: Any, optimiser: Any, rng: Rng, history: Any) -> Params:
    """Put a kept training back into model, optimiser, generator and history; returns the best parameters.

    All is checked before anything is changed: ValueError if the file is no training that `fit` kept, or that of
    another model, optimiser or kind of generator.
    """
    arrays = read_arrays(path)
    if not {"rng", "optimiser", *HISTORY} <= set(arrays):
        raise ValueError(f"checkpoint: expected a training that fit kept, got other arrays in {path}")
    params, memory, best = (unprefixed(prefix, arrays) for prefix in ("params", "memory", "best"))
    for name, values in (("parameters", params), ("best parameters", best or params)):
        if _forms(values) != _forms(model.params):
            forms = "names, shapes and dtypes"
            raise ValueError(f"checkpoint: expected {name} of the model's {forms} in {path}, got others")
    kind = str(arrays["optimiser"])
    if kind != type(optimiser).__name__:
        raise ValueError(f"checkpoint: expected optimiser {type(optimiser).__name__}, got {path} of {kind}")
    for key, value in memory.items():
        name = key.partition("/")[2]
        if name and (name not in params or value.shape != params[name].shape):
            raise ValueError(f"checkpoint: expected a memory of the model's parameters in {path}, got {key}")
    missing = {key for key in optimiser.memory if "/" not in key} - set(memory)
    if missing:
        raise ValueError(f"checkpoint: expected the optimiser's {', '.join(sorted(missing))} in {path}, got none")
    state = _json_state(arrays["rng"], path)
    own = type(rng.bit_generator).__name__
    if state.get("bit_generator") != own:
        raise ValueError(f"checkpoint: expected a generator {own}, got {path} of {state.get('bit_generator')}")
    curves = {name: arrays[name] for name in HISTORY}
    if any(curve.ndim != 1 or curve.dtype != np.float64 for curve in curves.values()):
        raise ValueError(f"checkpoint: expected curves of numbers in {path}, got others")

    before = rng.bit_generator.state
    try:
        rng.bit_generator.state = state
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        rng.bit_generator.state = before
        raise ValueError(f"checkpoint: expected a state of {own} in {path}, got another") from error
    for name, value in params.items():
        model.params[name][...] = value
    optimiser.memory = memory
    for name, curve in curves.items():
        setattr(history, name, curve.tolist())
    return best


def _forms(arrays: Params) -> dict[str, Any]:
    """Shape and dtype of each array, by name."""
    return {name: (value.shape, value.dtype) for name, value in arrays.items()}


def _plain(value: Any) -> Any:
    """An array inside a generator's state, as JSON: MT19937, Philox and SFC64 have some."""
    return {"array": value.tolist(), "dtype": str(value.dtype)}


def _json_state(text: Any, path: str | Path) -> Any:
    """A generator's state from its JSON."""
    def array(value: Any) -> Array:
        return np.array(value["array"], np.uint64).astype(value["dtype"]) if set(value) == {"array", "dtype"} else value

    try:
        state = json.loads(str(text), object_hook=array)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError(f"checkpoint: expected a generator's state in {path}, got something else") from error
    if not isinstance(state, dict):
        raise ValueError(f"checkpoint: expected a generator's state in {path}, got something else")
    return state
