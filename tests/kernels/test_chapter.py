"""A chapter's cells, run with their asserts watched."""

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent.parent / "tools" / "kernels"
PAGE = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# A page

```{code-cell} ipython3
error = 0.005
print("error", error)
assert error < 0.02
```

Text.

```{code-cell} ipython3
assert error > 0.02, "too small"
```

```{code-cell} ipython3
assert 2 * error < 0.1
```
"""


def test_cells_run_to_the_last_and_a_failed_one_is_told_with_its_line(tmp_path):
    page, out = tmp_path / "page.md", tmp_path / "out.json"
    page.write_text(PAGE, encoding="utf-8")
    command = [sys.executable, str(HERE / "chapter.py"), str(page), str(out)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(HERE)}, capture_output=True)
    found = json.loads(out.read_text(encoding="utf-8"))
    assert [(row["line"], round(row["room"], 6)) for row in found["rows"].values()] == [
        (17, 4.0),
        (23, 0.25),
        (27, 10.0),
    ]
    assert found["failed"] == [
        {"line": 23, "error": "AssertionError: too small", "source": 'assert error > 0.02, "too small"'}
    ]
    assert found["printed"][0] == [15, "error 0.005\n"]


def test_each_of_several_runs_on_its_own_and_one_that_ends_its_process_is_told(tmp_path):
    last = "assert 'mine' not in globals()"
    texts = {"first": "mine = 3\nassert mine < 7", "ends": "import os\nos._exit(0)", "last": last}
    pages = [tmp_path / f"{name}.md" for name in texts]
    for page, text in zip(pages, texts.values(), strict=True):
        page.write_text(f"{PAGE.partition('# A page')[0]}# A page\n\n```{{code-cell}} ipython3\n{text}\n```\n")
    out = tmp_path / "out.json"
    command = [sys.executable, str(HERE / "chapter.py"), "--each", str(out), *map(str, pages)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(HERE)}, capture_output=True)
    found = json.loads(out.read_text(encoding="utf-8"))
    assert [list(each["rows"]) for each in found.values()] == [["16: mine < 7"], [], []]
    assert [bool(each["failed"]) for each in found.values()] == [False, True, False]
