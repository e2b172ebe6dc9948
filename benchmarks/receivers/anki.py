"""The deck as Anki's own library holds it after an import: it shows the key and judges nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.receivers.readings import Reading
from quizzes.targets.anki import FIELDS

PACKAGE = "recurrent-networks.apkg"


def read_anki(files: Mapping[str, bytes]) -> dict[str, Reading]:
    """Return the notes as readings, by their guid."""
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    with TemporaryDirectory() as folder:
        path = Path(folder, PACKAGE)
        path.write_bytes(files[PACKAGE])
        collection = Collection(str(Path(folder, "collection.anki2")))
        collection.import_anki_package(
            ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
        )
        notes = {note.guid: note for note in map(collection.get_note, collection.find_notes(""))}
        found = {guid: dict(zip(FIELDS, note.fields, strict=True)) for guid, note in notes.items()}
        collection.close()
    return {
        guid: Reading("note", None, row["Question"], (row["Remarks"], row["Explanation"]))
        for guid, row in found.items()
    }
