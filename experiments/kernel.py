"""The matrix kernels that numpy's OpenBLAS uses in this process."""

from __future__ import annotations

import contextlib
import ctypes
from pathlib import Path

import numpy as np

NAMES = tuple(f"{maker}openblas_get_corename{size}" for maker in ("scipy_", "") for size in ("64_", ""))


def kernel_in_use() -> str:
    """Return what OpenBLAS calls its kernels here ("Haswell"), or "unknown" where numpy has another BLAS."""
    beside = Path(np.__file__).parent.parent / "numpy.libs"
    inside = Path(np.__file__).parent / ".dylibs"
    for path in [*beside.glob("*openblas*"), *inside.glob("*openblas*")]:
        with contextlib.suppress(OSError):
            library = ctypes.CDLL(str(path))
            for name in NAMES:
                if hasattr(library, name):
                    ask = getattr(library, name)
                    ask.restype = ctypes.c_char_p
                    return ask().decode()
    return "unknown"
