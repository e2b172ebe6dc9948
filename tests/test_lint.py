"""`make lint` finds nothing: beside the other tests, because it keeps one processor busy for half a minute."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("make") or not (ROOT / ".git").exists(), reason="needs make and a checkout")
def test_sources_are_in_style_spelt_right_and_of_the_right_types():
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    done = subprocess.run(
        ["make", "--no-print-directory", "lint"],
        cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
