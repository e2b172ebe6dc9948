"""One hash of all that a chapter's outputs depend on beside its own cells: it names the cache of executed cells.

`python book/_ext/library_hash.py` prints it, without any package: for the key of a cache that outlives a checkout.

Why: DECISIONS.md#cell-cache.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# What an executed chapter can depend on beside its own cells.
WATCHED = (
    "lstm_lib/**/*",
    "quizzes/bank/*",
    "quizzes/proofs/*.py",
    "quizzes/checks/**/*.py",
    "experiments/*.py",
    "experiments/results/*.json",
    "experiments/trained/*",
    "experiments/texts/*",
    "book/models/*",
    "requirements.txt",
)


def library_hash(root: Path = ROOT) -> str:
    """Return a hash of everything outside a chapter that its outputs depend on."""
    digest = hashlib.sha256()
    for pattern in WATCHED:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    sys.stdout.write(f"{library_hash()}\n")
