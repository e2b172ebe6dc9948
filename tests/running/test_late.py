"""A library of `Late` is imported by the test that uses it, and by nothing that pytest asks when it collects."""

import os
import subprocess
import sys
from pathlib import Path

RUNNING = Path(__file__).parent
TESTS = """
from pathlib import Path
from late import Late

slow = Late("slow")

def test_other():
    assert not Path("imported").exists()

def test_that_uses_it():
    assert slow.value == 1
"""


def run(folder, *options):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".", *options, "."]
    env |= {"PYTHONPATH": f"{RUNNING}{os.pathsep}{folder}"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_collecting_imports_nothing_and_use_does(tmp_path):
    (tmp_path / "slow.py").write_text("from pathlib import Path\nPath('imported').touch()\nvalue = 1\n")
    (tmp_path / "test_slow.py").write_text(TESTS)
    assert "2 tests collected" in run(tmp_path, "--collect-only")
    assert not (tmp_path / "imported").exists()
    assert "2 passed" in run(tmp_path)
    assert (tmp_path / "imported").exists()
