"""The built book in a Chromium, for the benchmarks of its pages."""

from __future__ import annotations

import functools
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


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serve files without a line for each."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a folder; give its address."""
    handler = functools.partial(Quiet, directory=site)
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
