"""What this package uses of npm's packages: in it where it was installed, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

from quizzes.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent


def vendored(name: str) -> Path:
    """Return the folder of a package of npm.

    Raises
    ------
    UsageError
        If it is in neither place.
    """
    for folder in (_PACKAGE / "vendored_files", _PACKAGE.parent / "node_modules"):
        if (folder / name).is_dir():
            return folder / name
    raise UsageError(f"{name} of npm is not there: run `make setup`, which installs it")
