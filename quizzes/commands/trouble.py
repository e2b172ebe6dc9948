"""A fault of the machine in one sentence: a full disk, a folder that cannot be written to, a locked gradebook."""

from __future__ import annotations

import errno
from collections.abc import Iterator

from quizzes.plain_text import one_line

_AGAIN = "What was done before is kept: put it right and run the same command again"
_OF_FILES = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than this account may make one",
    errno.EACCES: "this account may not",
    errno.EPERM: "this account may not",
    errno.EROFS: "the disk is read-only",
    errno.ENOTDIR: "a file stands where a folder should be",
    errno.EISDIR: "a folder stands where a file should be",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open on this machine",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EIO: "the disk failed",
}
_OF_GRADEBOOKS = {  # words of SQLite and PostgreSQL
    "database is locked": "another program has it locked; close it, or wait for its end",
    "database table is locked": "another program has it locked; close it, or wait for its end",
    "database or disk is full": "the disk is full",
    "readonly database": "this account may not write to it",
    "unable to open database file": "it is not there, or this account may not open it",
    "disk I/O error": "the disk is full or failed",
    "file is not a database": "the file is no gradebook",
    "database disk image is malformed": "the file is damaged; take the last copy",
    "connection refused": "its server does not answer",
    "could not translate host name": "its server is not known",
    "password authentication failed": "its server does not take the password",
}


def sentence_of(error: BaseException) -> str:
    """Return what is wrong with the machine; empty where the error says nothing of it."""
    for each in _causes(error):
        words = str(getattr(each, "orig", None) or "")  # of the database, below an error of SQLAlchemy
        for word, meaning in _OF_GRADEBOOKS.items():
            if word.casefold() in words.casefold():
                return f"the gradebook cannot be used: {meaning}. {_AGAIN}"
        if isinstance(each, OSError) and each.errno in _OF_FILES:
            name = each.filename2 or each.filename or ""
            where = f" {one_line(str(name), 300)}" if isinstance(name, str) and name else " a file"
            return f"cannot read or write{where}: {_OF_FILES[each.errno]}. {_AGAIN}"
    return ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
