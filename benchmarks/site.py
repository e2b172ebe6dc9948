"""The built book in a Chromium, for the benchmarks of its pages."""

from __future__ import annotations

import functools
import gzip
import http.server
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"
TEXT = (".js", ".mjs", ".css", ".json", ".html", ".svg", ".wasm")  # what hosts compress on the way


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serve files without a line for each; note what was asked for."""

    def __init__(self, *given: object, asked: list[str], **named: object) -> None:
        """Take the list of the paths that were asked for."""
        self.asked = asked
        super().__init__(*given, **named)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def send_head(self):  # noqa: ANN201  a file, or nothing
        """Note the path, then answer."""
        self.asked.append(self.path.split("?")[0])
        return super().send_head()


def sent(name: str, content: bytes) -> int:
    """Return how many bytes a host sends of a file: text and WebAssembly as gzip, all else as it is."""
    return len(gzip.compress(content, 6, mtime=0)) if Path(name).suffix in TEXT else len(content)


@contextmanager
def served(site: Path, asked: list[str] | None = None) -> Iterator[str]:
    """Serve a folder; give its address. `asked` gets the paths that are asked for."""
    handler = functools.partial(Quiet, directory=site, asked=[] if asked is None else asked)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def opened(site: Path, name: str) -> Iterator[tuple[Browser, str]]:
    """Give a Chromium and the address of the book; end the program, whose `name` it says, where there is no book."""
    if not (site / "index.html").is_file():
        sys.exit(f"{name}: expected the built book, found none; run `make book` first")
    with served(site) as address, sync_playwright() as playwright:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or None
        flags = ["--disable-gpu", *["--no-sandbox"] * root]
        browser = playwright.chromium.launch(executable_path=executable, args=flags)
        yield browser, address
        browser.close()
