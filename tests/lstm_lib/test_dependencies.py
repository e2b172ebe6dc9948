"""lstm_lib needs numpy alone: nothing heavier is imported until it is used."""

import subprocess
import sys
from pathlib import Path

HEAVY = ["keras", "tensorflow", "torch", "matplotlib", "babel", "scipy", "pandas"]


def test_importing_the_library_imports_nothing_heavier_than_numpy():
    code = f"import sys, lstm_lib, lstm_lib.data, lstm_lib.plots; print([m for m in {HEAVY} if m in sys.modules])"
    root = Path(__file__).resolve().parents[2]
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert result.stdout.strip() == "[]"


def test_modules_stay_small():
    package = Path(__file__).resolve().parents[2] / "lstm_lib"
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in package.rglob("*.py")}
    assert {name: length for name, length in lengths.items() if length > 300} == {}
