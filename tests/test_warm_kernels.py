"""Kernels from a fork: each begins with nothing of another's, in its page's folder, and its end is seen."""

import os
import sys
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "book" / "_ext"))

import warm_kernels  # noqa: E402

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not warm_kernels.can_fork(), reason="kernels start as Jupyter starts them"),
]


@pytest.fixture(autouse=True)
def modules(monkeypatch):
    """Let a template import little; end those that a test has started."""
    monkeypatch.setattr(warm_kernels.WarmManager, "modules", ("numpy",))
    yield
    if warm_kernels.template.cache_info().currsize:
        warm_kernels.template(("numpy",)).end()
    warm_kernels.template.cache_clear()


def run(source, folder, **options):
    notebook = new_notebook(cells=[new_code_cell(source)])
    resources = {"metadata": {"path": str(folder)}}
    manager = warm_kernels.manager_for(notebook)
    client = NotebookClient(notebook, resources=resources, kernel_manager_class=manager, **options)
    client.execute()
    return "".join(output.get("text", "") for output in notebook.cells[0].outputs)


def test_a_kernel_has_the_imports_done_and_nothing_of_another_ones(tmp_path, monkeypatch):
    monkeypatch.setenv("TOLD", "by-the-build")
    first = run("import os, sys; print(os.getpid(), os.getppid(), 'numpy' in sys.modules); mine = 1", tmp_path)
    seen = "os.getpid(), os.getppid(), 'mine' in globals(), os.getcwd(), os.environ['TOLD']"
    second = run(f"import os; print({seen})", tmp_path)
    pid, parent, imported = first.split()
    other, same, mine, folder, told = second.split()
    assert (imported, mine, folder, told) == ("True", "False", str(tmp_path), "by-the-build")
    assert pid != other
    assert parent == same == str(warm_kernels.template(("numpy",)).process.pid)


def test_its_folder_is_the_only_one_of_the_books_on_the_path(tmp_path):
    (tmp_path / "own_module.py").write_text("value = 3")
    assert run("import own_module; print(own_module.value)", tmp_path) == "3\n"
    with pytest.raises(Exception, match="No module named 'tolerance'"):
        run("import tolerance", tmp_path)


def test_random_numbers_are_not_those_of_another_page(tmp_path):
    source = "import numpy as np; print(np.random.random())"
    assert run(source, tmp_path) != run(source, tmp_path)


def test_a_figure_that_a_cell_ends_with_is_a_picture_where_nobody_has_asked_pyplot_for_it(tmp_path, monkeypatch):
    monkeypatch.setattr(warm_kernels.WarmManager, "modules", ("matplotlib.pyplot",))
    source = "from matplotlib.figure import Figure\nfigure = Figure((1, 1))\nfigure.subplots()\nfigure"
    notebook = new_notebook(cells=[new_code_cell(source)])
    resources = {"metadata": {"path": str(tmp_path)}}
    try:
        NotebookClient(notebook, resources=resources, kernel_manager_class=warm_kernels.WarmManager).execute()
    finally:
        warm_kernels.template(("matplotlib.pyplot",)).end()
    (shown,) = notebook.cells[0].outputs
    assert "image/png" in shown["data"]


def test_a_kernel_that_ends_and_one_that_takes_too_long_are_seen(tmp_path):
    with pytest.raises(DeadKernelError):
        run("import os; os._exit(3)", tmp_path)
    with pytest.raises(CellTimeoutError):
        run("import time; time.sleep(60)", tmp_path, timeout=1)
    pid = int(run("import os; print(os.getpid())", tmp_path))
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_template_that_has_ended_is_told(tmp_path):
    template = warm_kernels.template(("numpy",))
    template.end()
    with pytest.raises((RuntimeError, ValueError)):
        template.fork({"arguments": [], "folder": None, "environment": {}})


def test_pages_that_name_keras_get_a_kernel_that_has_it():
    def of(source):
        return warm_kernels.manager_for(new_notebook(cells=[new_code_cell("import numpy"), new_code_cell(source)]))

    assert of("from lstm_lib import to_keras") is of("import keras") is warm_kernels.KerasManager
    assert of("x = 1") is warm_kernels.WarmManager
