"""The writer touches only what is different."""

import pytest

from quizzes.errors import UsageError
from quizzes.targets.write import write_files


def test_writes_what_is_new_or_different_and_nothing_else(tmp_path):
    files = {"a/one.txt": b"1", "two.txt": b"2"}
    assert write_files(files, tmp_path) == ("a/one.txt", "two.txt")
    before = (tmp_path / "two.txt").stat().st_mtime_ns
    assert write_files(files | {"a/one.txt": b"changed"}, tmp_path) == ("a/one.txt",)
    assert (tmp_path / "a" / "one.txt").read_bytes() == b"changed"
    assert (tmp_path / "two.txt").stat().st_mtime_ns == before
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "one.txt", "two.txt"]


def test_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "a").write_text("a file")
    with pytest.raises(UsageError, match=r"^cannot write .*/a/one\.txt: (Not a directory|File exists)$"):
        write_files({"a/one.txt": b"1"}, tmp_path)
