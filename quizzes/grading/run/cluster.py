"""The work of grading on a Dask cluster (the one module that knows Dask).

A worker needs the project installed and bubblewrap; it never sees the gradebook. Dask gives a job to another worker
when its own dies, and what it computes is recorded once, here. A worker is trusted: its grades are taken as they come.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from distributed import Client, Security

from quizzes.errors import UsageError

_WAIT_S = 60
_PACKAGES = ("numpy", "ipykernel", "ipython", "distributed")  # by which a grade, or the way to it, may differ
TOOL = Path(__file__).resolve().parents[2]
_READ = (".py", ".yml", ".json", ".md")


# Why: DECISIONS.md#dask-executor
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
        Of the scheduler, as ``tcp://10.0.0.5:8786``, or ``tls://…`` with the certificates of Dask's configuration.
    timeout_s : float
        How long to wait for scheduler and worker.

    Raises
    ------
    UsageError
        If no scheduler answers, no worker comes, or a worker has another Python or project than this machine.
    """
    try:
        security = Security()  # of Dask's configuration
        bare = address.startswith("tls") and security.get_connection_args("client").get("ssl_context") is None
    except (OSError, ValueError) as error:
        raise UsageError(f"the certificates that Dask's configuration names cannot be used: {error}") from error
    if bare:
        raise UsageError(
            f"{address} needs certificates, and Dask's configuration names none: distributed.comm.tls needs ca-file, "
            "client.cert and client.key; DASK_CONFIG=FILE says where the configuration is"
        )
    try:
        client = Client(address, timeout=timeout_s, set_as_default=False, security=security)
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
        _require_alike(client)
        yield Cluster(client)


def equipment() -> dict[str, str]:
    """Return what has to be the same on every machine: Python, packages, and the text of this project."""
    found = {"Python": ".".join(platform.python_version_tuple()[:2])}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    digest = hashlib.sha256()
    for path in sorted(path for path in TOOL.rglob("*") if path.suffix in _READ):
        digest.update(path.relative_to(TOOL).as_posix().encode() + b"\0" + path.read_bytes())
    return found | {"the project": digest.hexdigest()[:12]}


def _require_alike(client: Client) -> None:
    """Raise UsageError where a worker that is there differs from this machine."""
    here = equipment()
    try:
        there: Mapping[str, Mapping[str, str]] = client.run(equipment, on_error="return")
    except (ImportError, AttributeError) as error:
        raise UsageError(f"a worker cannot load the project: {error}; install it there as on this machine") from error
    faults = []
    for worker, found in sorted(there.items()):
        if isinstance(found, BaseException):
            faults.append(f"{worker} cannot load the project: {type(found).__name__}: {found}")
        else:
            faults += [
                f"{worker} has {name} {found.get(name)}; expected {here[name]}"
                for name in here
                if found.get(name) != here[name]
            ]
    if faults:
        raise UsageError("\n  ".join(["the workers are not as this machine; install the same on all", *faults]))
