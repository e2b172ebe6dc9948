"""Pages that older code made are read again."""

import pytest

from quizzes.page.code_version import code_version


@pytest.fixture
def folder(tmp_path):
    """An extension's folder."""
    made = tmp_path / "extension"
    (made / "assets").mkdir(parents=True)
    (made / "page.py").write_text("SIZE = 3\n")
    (made / "assets" / "page.js").write_text("let size = 3;\n")
    return made


@pytest.mark.parametrize("name", ["page.py", "assets/page.js"])
def test_each_file_of_code_counts(folder, name):
    before = code_version(folder)
    (folder / name).write_text("")
    assert code_version(folder) != before


def test_a_new_name_counts_and_what_python_keeps_does_not(folder):
    before = code_version(folder)
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "page.pyc").write_bytes(b"kept")
    assert code_version(folder) == before
    (folder / "page.py").rename(folder / "pages.py")
    assert code_version(folder) != before


def test_where_the_folder_lies_does_not_count(folder, tmp_path):
    before = code_version(folder)
    (tmp_path / "elsewhere").mkdir()
    assert code_version(folder.rename(tmp_path / "elsewhere" / "extension")) == before


def test_a_change_of_code_makes_every_page_stale(book):
    """The sample book, with an extension of its own beside the questions."""
    extension = (
        "from pathlib import Path\n"
        "from quizzes.page.code_version import code_version\n"
        "def setup(app):\n"
        "    return {'env_version': code_version(Path(__file__).parent), 'parallel_read_safe': True}\n"
    )
    (book.root / "book" / "own").mkdir()
    (book.root / "book" / "own" / "near.py").write_text(extension)
    conf = book.root / "book" / "conf.py"
    text = f"import sys\nsys.path.insert(0, {str(book.root / 'book' / 'own')!r})\n{conf.read_text(encoding='utf-8')}"
    conf.write_text(f"{text}\nextensions = [*extensions, 'near']\n", encoding="utf-8")
    first, again = book.build(), book.build()
    assert first.code == again.code == 0, first.output
    assert first.read and not again.read
    (book.root / "book" / "own" / "far.py").write_text("LATER = True\n")
    assert book.build().read == first.read
