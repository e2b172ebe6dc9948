"""Jupyter's own programs over our kernels: nbclient, the kernel manager, nbgrader autograde."""

import gc
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

from quizzes.cli import main
from quizzes.grading.sandbox import provisioner, watch
from quizzes.grading.sandbox.kernelspec import install_kernelspec

NAME = provisioner.NAME
pytestmark = pytest.mark.filterwarnings("ignore")  # of the clients


@pytest.fixture(scope="module")
def spec(tmp_path_factory):
    """The kernelspec, installed where only these tests look."""
    prefix = tmp_path_factory.mktemp("prefix")
    place = install_kernelspec(NAME, ["numpy"], str(prefix))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(prefix / "share" / "jupyter"))
        yield place
    for template in provisioner.own_templates.values():
        template.close()
    provisioner.own_templates.clear()


@pytest.fixture(autouse=True)
def _collected():
    """Let what the clients leave open be found where their warnings are not ours."""
    yield
    gc.collect()


def execute(*sources, **options):
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    NotebookClient(notebook, kernel_name=NAME, **{"timeout": 30, "allow_errors": True, **options}).execute()
    return [cell.outputs for cell in notebook.cells]


def test_notebook_runs_as_in_any_kernel(spec):
    result, printed, error, shown = execute(
        "import numpy as np\nnp.arange(3)", "print('a')", "1 / 0", "from IPython.display import HTML\nHTML('<b>x</b>')"
    )
    assert result[0]["data"]["text/plain"] == "array([0, 1, 2])"
    assert (printed[0]["name"], printed[0]["text"]) == ("stdout", "a\n")
    assert error[0]["ename"] == "ZeroDivisionError"
    assert shown[0]["data"]["text/html"] == "<b>x</b>"


def test_kernel_is_walled_in_and_used_once(spec):
    source = "import os; print(os.getpid(), *map(os.path.exists, ('/tmp/mine', '/etc/passwd'))); open('/tmp/mine', 'w')"
    assert [execute(source)[0][0]["text"] for _ in range(2)] == ["2 False False\n"] * 2
    (found,) = execute("import socket; socket.create_connection(('1.1.1.1', 53), timeout=1)")
    assert found[0]["ename"] == "OSError"


def test_cell_that_never_ends_is_interrupted_and_the_rest_goes_on(spec):
    outputs = execute("while True: pass", "x = 1\nx", timeout=2, interrupt_on_timeout=True)
    assert outputs[0][0]["ename"] == "KeyboardInterrupt"
    assert outputs[1][0]["data"]["text/plain"] == "1"


def test_kernel_that_dies_is_reported_dead(spec):
    with pytest.raises(DeadKernelError) as caught:
        execute("import os; os._exit(3)")
    del caught


def test_kernel_restarts_fresh_and_leaves_nothing_when_it_is_shut_down(spec):
    manager, client = start_new_kernel(kernel_name=NAME)
    client.execute_interactive("x = 1", timeout=20)
    manager.restart_kernel(now=True)
    client.wait_for_ready(timeout=20)
    assert client.execute_interactive("x", timeout=20, output_hook=lambda _: None)["content"]["ename"] == "NameError"
    folder, pids = Path(manager.provisioner.folder), list(watch.tree(manager.provisioner.session.keeper))
    assert len(pids) >= 2
    client.stop_channels()
    manager.shutdown_kernel()
    assert not folder.exists()
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def test_command_installs_the_kernelspec(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert main(["kernelspec", "install", "--name", "warm", "--module", "numpy", "--module", "keras"]) == 0
    found = json.loads((tmp_path / "share" / "jupyter" / "kernels" / "warm" / "kernel.json").read_text())
    assert found["metadata"]["kernel_provisioner"] == {
        "provisioner_name": "quizzes-sandbox", "config": {"modules": ["numpy", "keras"]}}  # fmt: skip
    assert "c.ExecutePreprocessor.kernel_name = 'warm'" in capsys.readouterr().err


@pytest.mark.slow
def test_nbgrader_autograde_runs_in_the_sandbox(spec, tmp_path):
    notes = {"locked": False, "schema_version": 3, "task": False}
    solution = new_code_cell("### BEGIN SOLUTION\nanswer = len(open('data.txt').read())\n### END SOLUTION")
    solution.metadata.nbgrader = {"grade": False, "solution": True, "grade_id": "answer", **notes}
    tests = new_code_cell(
        "import os\nassert answer == 4\nassert os.getpid() == 2 and not os.path.exists('/etc/passwd')"
    )
    tests.metadata.nbgrader = {
        "grade": True,
        "solution": False,
        "grade_id": "tests",
        "points": 3,
        **notes,
        "locked": True,
    }
    source = tmp_path / "source" / "ps1"
    source.mkdir(parents=True)
    metadata = {"kernelspec": {"name": NAME, "display_name": NAME, "language": "python"}}
    nbformat.write(new_notebook(cells=[solution, tests], metadata=metadata), source / "ps1.ipynb")
    (source / "data.txt").write_text("four")
    (tmp_path / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "c"\n')
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}

    def nbgrader(*arguments):
        command = [sys.executable, "-m", "nbgrader", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=200)
        assert done.returncode == 0, done.stderr

    nbgrader("generate_assignment", "ps1")
    submitted = tmp_path / "submitted" / "ada" / "ps1"
    submitted.mkdir(parents=True)
    nbformat.write(new_notebook(cells=[solution, tests], metadata=metadata), submitted / "ps1.ipynb")
    nbgrader("autograde", "ps1")
    nbgrader("export", "--to", "grades.csv")
    assert ",3.0,3.0" in (tmp_path / "grades.csv").read_text()
