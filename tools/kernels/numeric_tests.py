"""A plugin of pytest: how much of its tolerance each numeric comparison used; KERNELS_OUT is the file that it writes.

python -m pytest -p numeric_tests ...          (with tools/kernels on PYTHONPATH)
"""

from __future__ import annotations

import functools
import json
import os
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from comparisons import Watch

_watch = Watch()
_now = {"test": ""}
_counts = {"passed": 0, "failed": []}


def _watching(function):
    """Return numpy's comparison with its operands told to the watch."""

    @functools.wraps(function)
    def compare(*args, **options):
        tolerances = {"rtol": 1e-7, "atol": 0.0} if function.__name__ == "assert_allclose" else {}
        told = tolerances | {name: options[name] for name in ("rtol", "atol") if name in options}
        _watch.close(_now["test"], 0, False, lambda *a, **o: None, *args[:2], **told)
        return function(*args, **options)

    return compare


def pytest_configure(config: pytest.Config) -> None:
    """Put the watching comparisons where tests import them from."""
    np.testing.assert_allclose = _watching(np.testing.assert_allclose)
    np.allclose = _watching(np.allclose)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Know which test is running."""
    _now["test"] = item.nodeid


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count."""
    if report.failed:
        _counts["failed"].append({"line": 0, "error": str(report.longrepr)[-300:], "source": report.nodeid})
    elif report.when == "call" and report.passed:
        _counts["passed"] += 1


def pytest_sessionfinish() -> None:
    """Write what was measured."""
    rows = {f"{key}": asdict(row) for key, row in _watch.rows.items()}
    content = {"rows": rows, "failed": _counts["failed"], "passed": _counts["passed"]}
    Path(os.environ["KERNELS_OUT"]).write_text(json.dumps(content), encoding="utf-8")
