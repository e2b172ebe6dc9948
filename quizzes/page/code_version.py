"""Which code an extension of Sphinx is, so that pages that another one made are read again."""

from __future__ import annotations

import hashlib
from pathlib import Path

_READ = {".py", ".js", ".css"}


def code_version(*folders: Path) -> str:
    """Return a hash of the code below some folders, for an extension's `env_version`: its change makes pages stale."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in _READ:
                digest.update(f"{folder.name}/{path.relative_to(folder).as_posix()}".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
