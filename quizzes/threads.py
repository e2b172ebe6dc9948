"""One thread for numpy's matrix products, in every process of the project.

Two threads gain nothing at the sizes of the course, and where another process wants a core the one waits for the
other: a training then takes six times as long. Two threads may also give other last bits than one.

Why: DECISIONS.md#one-thread.
"""

from __future__ import annotations

import os

# What the BLAS libraries that numpy comes with read when they are loaded: OpenBLAS and Apple's in the wheels, others
# in the builds of distributions.
ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), "1"
)


def use_one_thread() -> None:
    """Set one thread for this process and those that it starts, before numpy is imported; what is set already stays."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
