"""What the names in signatures stand for. A state has many forms, so it is any of them to a type checker."""

from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray
Rng: TypeAlias = np.random.Generator
Params: TypeAlias = dict[str, np.ndarray]  # parameters, or their gradients, by name
Axes: TypeAlias = tuple[tuple[str, int], ...]  # such as (("D", 4), ("H", 5))
State: TypeAlias = Any  # h (N, H); a tuple of arrays, h first; a tuple of such states; None where zeros stand for it
Trace: TypeAlias = Any  # what a layer's forward returns: a NamedTuple with h and final
