"""A zip file of which the same contents give the same bytes: sorted names, one date, one system."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_DATE = (2020, 1, 1, 0, 0, 0)
_UNIX, _MODE = 3, 0o644


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return the files as a zip archive, in the order of their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system, entry.external_attr = _UNIX, _MODE << 16
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()
