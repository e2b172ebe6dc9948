"""The bank in a moment: what its files and its variants came to, kept under the hash of all that they rest on.

Reading the files with the line of every value takes seconds, and many variants are computed by Keras. Both are the
same as long as bank, proofs and lstm_lib are, so a command that only reads the bank takes them from here. A bank with
a problem is never kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from quizzes.load import BANK, PROJECT, Document, assemble, load_documents
from quizzes.model import Bank
from quizzes.variants import made_entries, remember

_RESTS_ON = (
    "quizzes/proofs/**/*.py", "quizzes/assignments/*.md", "quizzes/kinds/*.py", "quizzes/*.py", "lstm_lib/**/*.py",
    "book/references.bib", "requirements.txt",
)  # fmt: skip


@contextmanager
def kept_bank(folder: Path = BANK, *, project: Path = PROJECT, place: Path | None = None) -> Iterator[Bank]:
    """Give the bank, with the variants that an earlier use has made; the new ones are kept at the end.

    Parameters
    ----------
    folder, project : Path
        As of :func:`quizzes.load.load_bank`.
    place : Path
        The folder of what is kept; by default ``_build/kept`` of the project.

    Raises
    ------
    BankError
        If anything is wrong in any of the files.
    """
    place = place or project / "_build" / "kept"
    path = place / f"{digest(folder, project)}.json"
    known = _read(path)
    if known is None:
        bank, documents = load_documents(folder, project=project)
    else:
        documents = [Document(**row) for row in known["documents"]]
        bank = assemble(documents)
        for item_id, seed, entry in known["variants"]:
            remember(bank.items[item_id], seed, entry)
    yield bank
    made = sorted([item_id, seed, entry] for (item_id, seed), entry in made_entries(bank).items())
    if known is None or len(made) > len(known["variants"]):
        _write(path, {"documents": [vars(document) for document in documents], "variants": made})


def digest(folder: Path, project: Path) -> str:
    """Return the hash of the bank and of all that its keys are computed from."""
    paths = sorted({*folder.glob("*"), *(path for pattern in _RESTS_ON for path in project.glob(pattern))})
    found = hashlib.sha256()
    for path in paths:
        if path.is_file():
            content = path.read_bytes()
            found.update(f"{path.as_posix()} {len(content)}\n".encode())
            found.update(content)
    return found.hexdigest()[:32]


def _read(path: Path) -> dict | None:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):  # not kept yet, or damaged: read the files themselves
        return None


def _write(path: Path, known: dict) -> None:
    with suppress(OSError):  # a folder that cannot be written to costs time, no more
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
            json.dump(known, file, ensure_ascii=False)
        os.replace(file.name, path)
        for other in path.parent.glob("*.json"):
            if other != path:
                other.unlink()
