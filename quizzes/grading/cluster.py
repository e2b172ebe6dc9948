"""The work of grading on a Dask cluster (the one module that knows Dask).

A worker needs the project installed and bubblewrap; it never sees the gradebook. Dask gives a job to another worker
when its own dies, and what it computes is recorded once, here.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from distributed import Client

from quizzes.errors import UsageError

_WAIT_S = 60


class Cluster:
    """A connection to a scheduler: its executor, and how many work there."""

    def __init__(self, client: Client) -> None:
        """Work through an open client."""
        self._client = client
        # pure=False: two submissions that are the same text are two submissions.
        self.executor: Executor = client.get_executor(pure=False, retries=2)

    def workers(self) -> int:
        """Return how many jobs can be done at once: the threads of the workers that are alive."""
        return sum(worker["nthreads"] for worker in self._client.scheduler_info(n_workers=-1)["workers"].values())


@contextmanager
def open_cluster(address: str, timeout_s: float = _WAIT_S) -> Iterator[Cluster]:
    """Connect to a scheduler and wait for its first worker.

    Parameters
    ----------
    address : str
        Of the scheduler, as ``tcp://10.0.0.5:8786`` or ``tls://…``.
    timeout_s : float
        How long to wait for scheduler and worker.

    Raises
    ------
    UsageError
        If no scheduler answers, or no worker comes.
    """
    try:
        client = Client(address, timeout=timeout_s, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"no Dask scheduler answers at {address}: {error}. Start one with: dask scheduler, and workers with: "
            f"dask worker {address} --nthreads 1"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=timeout_s)
        except TimeoutError as error:
            raise UsageError(
                f"the scheduler at {address} has no worker after {timeout_s:.0f} s; start one with: "
                f"dask worker {address} --nthreads 1"
            ) from error
        yield Cluster(client)
