"""Small sources for the tests of intake: notebooks, zips as an LMS names their entries, exchanges."""

import io
import json
import stat
import zipfile


def notebook(*cells, **metadata):
    """Return a notebook whose cells are (grade_id, source, solution) or plain sources."""
    made = []
    for number, cell in enumerate(cells):
        name, source, solution = cell if isinstance(cell, tuple) else ("", cell, False)
        notes = {"nbgrader": {"grade_id": name, "solution": solution, "grade": False, "locked": not solution}}
        made.append({"cell_type": "code", "id": f"c{number}", "metadata": notes if name else {}, "source": source,
                     "outputs": [], "execution_count": None})  # fmt: skip
    return {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


GATES = notebook(
    ("tools", "import numpy as np", False), ("step", "def step(): ...", True), ("step-tests", "step()", False)
)
STATES = notebook(("flags", "import keras", False), ("answer", "a = None", True), ("answer-tests", "a", False))


def as_bytes(value):
    return json.dumps(value).encode()


def answered(text, source=GATES):
    """Return the notebook of a student who wrote `text`."""
    value = json.loads(json.dumps(source))
    for cell in value["cells"]:
        if cell["metadata"]["nbgrader"]["solution"]:
            cell["source"] = text
    return as_bytes(value)


def without_metadata(content):
    """Return the notebook as Colab may write it: no notes of nbgrader, cells without ids, sources as lists."""
    value = json.loads(content)
    for cell in value["cells"]:
        cell["metadata"] = {"id": "AbC123"}
        cell["source"] = cell["source"].splitlines(keepends=True)
        del cell["id"]
    value["metadata"] = {"colab": {"provenance": []}}
    return as_bytes(value)


def zip_of(entries, time=(2026, 10, 5, 21, 30, 0)):
    """Return a zip; an entry's value is its content, ("link", target) or a ZipInfo's changes with content."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items() if isinstance(entries, dict) else entries:
            entry = zipfile.ZipInfo(name, time)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            if isinstance(content, tuple):
                entry.external_attr = (stat.S_IFLNK | 0o777) << 16
                content = content[1]
            archive.writestr(entry, content)
    return out.getvalue()
