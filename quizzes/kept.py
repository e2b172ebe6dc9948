"""The bank in a moment: the values of its files and variants, kept under the hash of all that they rest on.

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

from quizzes.load import Document, assemble, load_documents, proof_folders
from quizzes.model import Bank
from quizzes.project import FILE, Project, find_project
from quizzes.variants import made_entries, remember

HERE = Path(__file__).resolve().parent
_OWN = ("*.py", "kinds/*.py")  # of this package


@contextmanager
def kept_bank(project: Project | None = None, *, place: Path | None = None) -> Iterator[Bank]:
    """Give the bank, with the variants that an earlier use has made; the new ones are kept at the end.

    Parameters
    ----------
    project : Project
        As of :func:`quizzes.load.load_bank`.
    place : Path
        The folder of what is kept; by default ``_build/kept`` of the project.

    Raises
    ------
    BankError
        If anything is wrong in any of the files.
    """
    project = project or find_project()
    place = place or project.place("_build/kept")
    path = place / f"{digest(project)}.json"
    known = _read(path)
    if known is None:
        bank, documents = load_documents(project)
    else:
        documents = [Document(**row) for row in known["documents"]]
        bank = assemble(documents, project)
        for item_id, seed, entry in known["variants"]:
            remember(bank.items[item_id], seed, entry)
    yield bank
    made = sorted([item_id, seed, entry] for (item_id, seed), entry in made_entries(bank).items())
    if known is None or len(made) > len(known["variants"]):
        _write(path, {"documents": [vars(document) for document in documents], "variants": made})


def digest(project: Project) -> str:
    """Return the hash of the bank and of all that its keys are computed from."""
    places = [project.bank, project.masters, project.bibliography, *proof_folders(project), *project.imports]
    paths = {project.root / FILE, project.place("requirements.txt"), *map(project.place, places)}
    paths |= {path for place in places for path in project.place(place).rglob("*") if "__pycache__" not in path.parts}
    paths |= {path for pattern in _OWN for path in HERE.glob(pattern)}
    found = hashlib.sha256()
    for path in sorted(paths):
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
