"""Pages as notebooks: they run in an empty folder with the packages alone, and their text is Markdown."""

import io
import json
import os
import subprocess
import sys
import zipfile

import pytest

from quizzes.live.pack import pack
from quizzes.project import find_project

# One that loads a trained network and needs Babel, one with results of experiments and a text, one that draws.
PAGES = ("seq2seq/search", "text/counting", "gates/memory")
# Runs the cells of a notebook as IPython does, without its connections; says from where the packages came.
RUN = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(history_length=0)
shell.run_line_magic = lambda name, line, *rest: sys.exit(f"asked for %{name} {line}")
for cell in json.load(open(sys.argv[1]))["cells"]:
    if cell["cell_type"] == "code":
        shell.run_cell(cell["source"]).raise_error()
import experiments, lstm_lib
print("from", experiments.__file__, lstm_lib.__file__)
"""


@pytest.fixture(scope="module")
def folder(book_folder):
    return book_folder / "_static" / "notebooks"


@pytest.fixture(scope="module")
def installed(folder, tmp_path_factory):
    """Unpack the wheel of the site as pip does; return where."""
    (wheel,) = folder.glob("*.whl")
    place = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return place


@pytest.mark.parametrize("name", PAGES)
def test_notebook_runs_in_an_empty_folder_with_the_packages_alone(name, folder, installed, tmp_path):
    path = tmp_path / "page.ipynb"
    path.write_bytes((folder / f"{name}.ipynb").read_bytes())
    environment = {**os.environ, "PYTHONPATH": str(installed), "MPLBACKEND": "agg", "IPYTHONDIR": str(tmp_path / "own")}
    command = [sys.executable, "-c", RUN, "page.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    said = done.stdout.splitlines()[-1].split()
    assert said[0] == "from" and all(each.startswith(str(installed)) for each in said[1:])
    assert sorted(each.name for each in tmp_path.iterdir()) == ["own", "page.ipynb"]


def test_each_page_with_cells_has_its_notebook_in_its_menu(book_folder, folder):
    names = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.ipynb")}
    assert len(names) > 45
    for name in names:
        page = (book_folder / f"{name}.html").read_text(encoding="utf-8")
        assert f'{"../" * name.count("/")}_static/notebooks/{name}.ipynb"' in page, name
        assert "div class=" in page


def test_text_is_markdown_and_no_cell_is_empty(folder):
    for path in folder.rglob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert all(cell["source"].strip() for cell in cells), path.name
        text = "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "markdown")
        assert not [mark for mark in ("{ref}", "{quiz}", "{result}", "```{", ":::", "<div") if mark in text], path.name
    first = json.loads((folder / "gates" / "memory.ipynb").read_text(encoding="utf-8"))["cells"]
    assert first[2]["source"].startswith("# A memory that does not wear off")
    assert "%pip install --quiet" in first[1]["source"]


def test_wheel_is_one_that_pip_takes_and_the_same_each_time():
    name, content = pack(find_project(), ("numpy",))
    assert pack(find_project(), ("numpy",)) == (name, content)
    with zipfile.ZipFile(io.BytesIO(content)) as wheel:
        names = wheel.namelist()
        (info,) = {each.split("/")[0] for each in names if ".dist-info/" in each}
        record = wheel.read(f"{info}/RECORD").decode().splitlines()
        assert "Requires-Dist: numpy" in wheel.read(f"{info}/METADATA").decode()
    assert {line.split(",")[0] for line in record} == set(names)
    assert {"experiments/trained/dates.npz", "experiments/texts/alice.txt", "lstm_lib/lstm.py"} <= set(names)
    assert not [each for each in names if each.startswith("quizzes")]


def test_page_of_an_assignment_does_not_call_itself_a_notebook(book_folder):
    for path in book_folder.glob("write-*.html"):
        assert "this notebook" not in path.read_text(encoding="utf-8").lower(), path.name
