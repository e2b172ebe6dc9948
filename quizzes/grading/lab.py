"""JupyterLab with formgrader in a course's folder, its formulas set by files of this machine.

formgrader takes MathJax from another host. Its pages get their formulas from a template of nbconvert, so another
template of that name, found earlier on JUPYTER_PATH, sets them with the KaTeX that the book's pages have, too.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quizzes.errors import UsageError
from quizzes.grading.nbgrader_course import CONFIG
from quizzes.load import PROJECT
from quizzes.targets.write import write_files

KATEX = PROJECT / "node_modules" / "katex" / "dist"
_MACRO = """\
{%- macro mathjax(url="") -%}
<link rel="stylesheet" href="/static/katex/katex.min.css">
<script defer src="/static/katex/katex.min.js"></script>
<script defer src="/static/katex/contrib/auto-render.min.js"></script>
<script>
// formgrader waits until MathJax has ended its work.
window.MathJax = {Hub: {Startup: {signal: {Interest: (tell) => setTimeout(() => tell("End"), 0)}}}};
document.addEventListener("DOMContentLoaded", () => renderMathInElement(document.body, {
  delimiters: [
    {left: "$$", right: "$$", display: true}, {left: "$", right: "$", display: false},
    {left: "\\\\(", right: "\\\\)", display: false}, {left: "\\\\[", right: "\\\\]", display: true},
  ],
  throwOnError: false,
}));
</script>
{%- endmacro %}
"""


@dataclass(frozen=True)
class Lab:
    """How JupyterLab is started."""

    command: tuple[str, ...]
    folder: Path  # to start it in
    environment: Mapping[str, str]


def lab(course: Path, files: Path, port: int, *, browser: bool = True) -> Lab:
    """Return how JupyterLab is started in a course.

    Parameters
    ----------
    course : Path
        The course's folder.
    files : Path
        An empty folder that stays while it runs.
    port : int
        On this machine's loopback.

    Raises
    ------
    UsageError
        If there is no course, or KaTeX is not installed.
    """
    if not (course / CONFIG).is_file():
        raise UsageError(f"{course.as_posix()} holds no course; make it with: quizzes new-course {course.as_posix()}")
    if not (KATEX / "contrib" / "auto-render.min.js").is_file():
        raise UsageError(f"no KaTeX in {KATEX}: run `make setup`, which installs it")
    write_files({"share/nbconvert/templates/base/mathjax.html.j2": _MACRO.encode()}, files)
    static = files / "static"
    # Copied, as Jupyter serves nothing that lies elsewhere than it seems to.
    unused = shutil.ignore_patterns("*.mjs", "*.ttf", "*.woff")
    shutil.copytree(KATEX, static / "katex", ignore=unused, dirs_exist_ok=True)
    before = os.environ.get("JUPYTER_PATH")
    path = os.pathsep.join([str(files / "share"), *([before] if before else [])])
    command = (
        sys.executable, "-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0", f"--ServerApp.root_dir={course.resolve()}",
        f"--ServerApp.extra_static_paths=['{static}']", f"--ServerApp.open_browser={browser}",
        "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    )  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # as in a container, where there is nobody else
        command += ("--allow-root",)
    return Lab(command, course.resolve(), {**os.environ, "JUPYTER_PATH": path})
