"""Formulas rendered by KaTeX at build, with its style and fonts served from the site itself."""

from __future__ import annotations

import re
import shutil
import socket
import time
from pathlib import Path
from subprocess import PIPE, Popen

import sphinxcontrib.katex as katex
from light_formulas import STYLE, style_sheet
from sphinx.errors import ExtensionError

from quizzes.node import node

ROOT = Path(__file__).resolve().parent.parent.parent
# Why: DECISIONS.md#katex-at-build
DIST = ROOT / "node_modules" / "katex" / "dist"
TIMEOUT_S = 60.0  # a loaded machine is not an error


def host_katex(target: Path) -> None:
    """Put KaTeX's style and fonts into `target`, and let a formula with an error fail the build."""
    css = DIST / "katex.min.css"
    if not css.is_file():
        raise ExtensionError(f"expected {css.relative_to(ROOT)}, which `make setup` installs; it is not there")
    shutil.rmtree(target, ignore_errors=True)
    (target / "fonts").mkdir(parents=True)
    # Every browser that runs the pages' modules reads woff2: the other formats would only weigh.
    text = re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)', "", css.read_text(encoding="utf-8"))
    (target / "katex.min.css").write_text(text, encoding="utf-8")
    (target / STYLE).write_text(style_sheet(), encoding="utf-8")
    for font in sorted((DIST / "fonts").glob("*.woff2")):
        shutil.copyfile(font, target / "fonts" / font.name)
    katex.NODEJS_BINARY = node()
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = TIMEOUT_S
    katex.KATEX_DEFAULT_OPTIONS = {"throwOnError": True, "strict": "error"}
    katex.KaTeXServer.start_server_process = classmethod(start_server)


def start_server(server: type[katex.KaTeXServer], folder: Path, timeout_s: float) -> tuple[Popen[bytes], socket.socket]:
    """Start KaTeX's node process and connect to it, trying until it listens.

    The extension's own way connects once, as soon as the socket's file is there. Node makes the file a moment
    before it listens: on a loaded machine that one try is refused and the build fails.
    """
    path = folder / "katex.sock"
    # Why: DECISIONS.md#katex-process
    process = Popen(server.build_command(socket=path), stdin=PIPE, stdout=PIPE, cwd=folder)
    end = time.monotonic() + timeout_s
    while True:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError) as error:
            connection.close()
            if process.poll() is not None or time.monotonic() > end:
                process.kill()
                raise ExtensionError(f"KaTeX's node process did not answer within {timeout_s:.0f} s") from error
            time.sleep(0.01)
        else:
            return process, connection
