"""Which reader a file is for, told by what is in it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zipfile
import zlib

from quizzes.drafts.draft import Draft, Skipped
from quizzes.drafts.moodle import read_moodle
from quizzes.drafts.qti import read_qti
from quizzes.drafts.table import read_table
from quizzes.errors import UsageError

LARGEST = 50_000_000  # bytes


def read_questions(name: str, source: bytes) -> list[Draft | Skipped]:
    """Return the questions of a file.

    Raises
    ------
    UsageError
        If the file is of no form that is read, damaged, or too large.
    """
    if len(source) > LARGEST:
        raise UsageError(f"{name}: expected at most {LARGEST // 10**6} MB, got {len(source) // 10**6} MB")
    begun = source.lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        if source[:4] == b"PK\x03\x04":
            return list(read_qti(source))
        if begun[:1] == b"<":
            if b"<!DOCTYPE" in source[:1000] or b"<!ENTITY" in source[:1000]:
                raise UsageError(f"{name}: a document type is not read")
            root = ET.fromstring(begun).tag.rpartition("}")[2]
            return list(read_moodle(begun) if root == "quiz" else read_qti(begun))
        return list(read_table(source, name))
    except (ET.ParseError, zipfile.BadZipFile, zlib.error, UnicodeDecodeError) as error:
        raise UsageError(f"{name}: expected Moodle XML, QTI or CSV in UTF-8, got something else: {error}") from error
