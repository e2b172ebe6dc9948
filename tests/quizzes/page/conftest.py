"""A small book with a bank of its own, built by Sphinx in a folder that a test may change."""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parent / "sample"


@dataclass(frozen=True)
class Built:
    """The result of a build."""

    code: int
    output: str  # stdout and stderr
    read: tuple[str, ...]  # the pages that were read


class Book:
    """The sample book in a folder of its own."""

    def __init__(self, root):
        self.root = root
        shutil.copytree(SAMPLE, root, dirs_exist_ok=True)

    def edit(self, name, old, new):
        """Replace a text in one of the files; a test whose `old` is not there is itself broken."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def touch(self, name):
        """Give a file a later time and leave its content."""
        later = time.time() + 10
        os.utime(self.root / name, (later, later))

    def build(self, *options, builder="html"):
        command = [sys.executable, "-m", "sphinx", *options, "-b", builder, "book", builder]
        done = subprocess.run(command, cwd=self.root, capture_output=True, text=True, timeout=120, check=False)
        output = done.stdout + done.stderr
        read = re.findall(r"^reading sources\.\.\. \[ *\d+%\] (.+)$", output.replace("\r", "\n"), re.MULTILINE)
        return Built(done.returncode, output, tuple(name.split()[0] for name in read))

    def page(self, name, builder="html", ending="html"):
        return (self.root / builder / f"{name}.{ending}").read_text(encoding="utf-8")


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path)


@pytest.fixture(scope="session")
def make_book(tmp_path_factory):
    """Return a function that makes a sample book in a folder of its own."""
    return lambda name: Book(tmp_path_factory.mktemp(name))


@pytest.fixture(scope="module")
def built(make_book):
    """Return the sample book, built; not to be changed."""
    book = make_book("book")
    done = book.build("-W")
    assert done.code == 0, done.output
    return book
