"""JupyterLab with formgrader in a course's folder, its formulas set by files of this machine.

formgrader takes MathJax from another host. Its pages get their formulas from a template of nbconvert, so another
template of that name, found earlier on JUPYTER_PATH, sets them with the KaTeX that the book's pages have, too.

What learners wrote must not run there: an extension of the server (nbgrader_formgrader) gives the pages a policy.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quizzes.errors import UsageError
from quizzes.grading.record.nbgrader_course import CONFIG
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
  throwOnError: false, trust: false, maxSize: 20, maxExpand: 200,
}));
</script>
{%- endmacro %}
"""
_EXTENSIONS = {"ServerApp": {"jpserver_extensions": {"quizzes.grading.record.nbgrader_formgrader": True}}}


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
    made = {
        "share/nbconvert/templates/base/mathjax.html.j2": _MACRO.encode(),
        "etc/jupyter_server_config.d/quizzes.json": json.dumps(_EXTENSIONS).encode(),
    }
    write_files(made, files)
    static = files / "static"
    # Copied, as Jupyter serves nothing that lies elsewhere than it seems to.
    unused = shutil.ignore_patterns("*.mjs", "*.ttf", "*.woff")
    shutil.copytree(KATEX, static / "katex", ignore=unused, dirs_exist_ok=True)
    paths = {
        name: os.pathsep.join([str(files / folder), *([before] if (before := os.environ.get(name)) else [])])
        for name, folder in (("JUPYTER_PATH", "share"), ("JUPYTER_CONFIG_PATH", "etc"))
    }
    command = (
        sys.executable, "-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0", f"--ServerApp.root_dir={course.resolve()}",
        f"--ServerApp.extra_static_paths=['{static}']", f"--ServerApp.open_browser={browser}",
        "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    )  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # as in a container, where there is nobody else
        command += ("--allow-root",)
    return Lab(command, course.resolve(), {**os.environ, **paths})
