"""JupyterLab and formgrader in a course's folder, each with an origin of its own, formulas set by files of ours.

formgrader takes MathJax from another host. Its pages get their formulas from a template of nbconvert, so another
template of that name, found earlier on JUPYTER_PATH, sets them with the KaTeX that the book's pages have, too.

What learners wrote must not run there, and would reach nothing if it did. formgrader's pages come from a server of
their own (nbgrader_formgrader_server), which has neither files nor kernels, under a name and a port that JupyterLab
does not have; an extension of it (nbgrader_formgrader) gives the pages a policy. JupyterLab sends on to it
(nbgrader_lab).
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quizzes.errors import UsageError
from quizzes.grading.record.nbgrader_course import CONFIG
from quizzes.targets.write import write_files
from quizzes.vendored import vendored

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
FORMGRADER, LAB = "QUIZZES_FORMGRADER", "QUIZZES_LAB"  # variables in which each server is told where the other is
_EXTENSIONS = {
    "ServerApp": {
        "jpserver_extensions": {
            "nbgrader.server_extensions.formgrader": False,
            "quizzes.grading.record.nbgrader_lab": True,
        }
    }
}


@dataclass(frozen=True)
class Server:
    """How one server is started, and where its pages are then."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    address: str


@dataclass(frozen=True)
class LabServers:
    """How JupyterLab and formgrader are started."""

    folder: Path  # to start them in
    jupyterlab: Server
    formgrader: Server


def lab(course: Path, files: Path, port: int, formgrader_port: int, *, browser: bool = True) -> LabServers:
    """Return how JupyterLab and formgrader are started in a course.

    Parameters
    ----------
    course : Path
        The course's folder.
    files : Path
        An empty folder that stays while it runs.
    port, formgrader_port : int
        Of JupyterLab and of formgrader, on this machine's loopback.

    Raises
    ------
    UsageError
        If there is no course, or KaTeX is not installed.
    """
    if not (course / CONFIG).is_file():
        raise UsageError(f"{course.as_posix()} holds no course; make it with: quizzes new-course {course.as_posix()}")
    katex = vendored("katex") / "dist"
    made = {
        "share/nbconvert/templates/base/mathjax.html.j2": _MACRO.encode(),
        "etc/jupyter_server_config.d/quizzes.json": json.dumps(_EXTENSIONS).encode(),
    }
    write_files(made, files)
    static = files / "static"
    # Copied, as Jupyter serves nothing that lies elsewhere than it seems to.
    unused = shutil.ignore_patterns("*.mjs", "*.ttf", "*.woff")
    shutil.copytree(katex, static / "katex", ignore=unused, dirs_exist_ok=True)
    paths = {
        name: os.pathsep.join([str(files / folder), *([before] if (before := os.environ.get(name)) else [])])
        for name, folder in (("JUPYTER_PATH", "share"), ("JUPYTER_CONFIG_PATH", "etc"))
    }
    common: tuple[str, ...] = (
        "--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={course.resolve()}",
        f"--ServerApp.extra_static_paths=['{static}']",
    )  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # as in a container, where there is nobody else
        common += ("--allow-root",)
    where, token = f"http://127.0.0.1:{port}", secrets.token_urlsafe(24)
    formgrader_at = f"http://localhost:{formgrader_port}/formgrader"  # another name: cookies ignore the port
    jupyterlab = (
        sys.executable, "-m", "jupyterlab", *common, f"--ServerApp.port={port}", f"--ServerApp.open_browser={browser}",
        "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    )  # fmt: skip
    formgrader = (
        sys.executable, "-m", "quizzes.grading.record.nbgrader_formgrader_server", *common,
        f"--ServerApp.port={formgrader_port}", "--ServerApp.open_browser=False",
    )  # fmt: skip
    of_all = {**os.environ, **paths}
    return LabServers(
        course.resolve(),
        Server(jupyterlab, {**of_all, FORMGRADER: f"{formgrader_at}?token={token}"}, where),
        Server(formgrader, {**of_all, LAB: where, "JUPYTER_TOKEN": token}, f"{formgrader_at}?token={token}"),
    )
