"""Which kernels numpy's OpenBLAS has chosen, and whether the processor has faster ones."""

import ctypes
import platform
from pathlib import Path

import numpy as np

WIDE = ("SkylakeX", "Cooperlake", "SapphireRapids")  # kernels that use AVX-512


def kernels():
    """The name of OpenBLAS's kernels in this process; "unknown" where numpy has another library."""
    for path in Path(np.__file__).parent.parent.glob("numpy.libs/libscipy_openblas*"):
        library = ctypes.CDLL(str(path))
        for name in ("scipy_openblas_get_corename64_", "scipy_openblas_get_corename"):
            if hasattr(library, name):
                function = getattr(library, name)
                function.restype = ctypes.c_char_p
                return function().decode()
    return "unknown"


def narrow():
    """True if the processor has AVX-512 and OpenBLAS, left to itself, does not use it."""
    information = Path("/proc/cpuinfo")
    has_wide = platform.machine() == "x86_64" and information.exists() and "avx512bw" in information.read_text()
    return has_wide and kernels() not in (*WIDE, "unknown")
