"""A real Chromium and the built book, served on this machine's loopback."""

import contextlib
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

sys.path.append(str(Path(__file__).parent))  # pytest's importlib mode does not
from visits import Visit  # noqa: E402

expect.set_options(timeout=30_000)  # as in visits.py
ROOT = Path(__file__).resolve().parents[2]
BOOK = Path(__file__).parent / "book"
INSTALL = (
    "no Chromium found: install Debian's `chromium`, or run `.venv/bin/playwright install chromium`, "
    "or name one with CHROMIUM=/path/to/chromium"
)
# Without these Chromium asks its maker's hosts for updates and the like.
FLAGS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium_path(own, *, windows=False):
    """Return the browser to use: CHROMIUM, one on PATH, or Playwright's own; None where there is none.

    The engine without windows comes first: a context of its own costs a test 0.1 s of the processor, with them 0.9 s.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in (*["chromium-headless-shell"] * (not windows), "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return own if Path(own).is_file() else None


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served(folder):
    """Serve a folder on the loopback; give its address."""
    handler = functools.partial(_Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def site(book_folder):
    """Serve the built book; return its address."""
    with served(book_folder) as address:
        yield address


def build_sample(sample, folder, env=None):
    """Build a small book with Sphinx, strictly; in another environment than this process has, where one is given."""
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", sample, folder]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def kinds_folder(once):
    """Build the small book with a question of each kind, once; return the folder of its pages."""

    def build(folder):
        build_sample(BOOK, folder / "html")

    return once("kinds", build) / "html"


@pytest.fixture(scope="session")
def kinds_site(kinds_folder):
    """Serve the small book; return its address."""
    with served(kinds_folder) as address:
        yield address


@pytest.fixture(scope="session")
def pages(book_folder):
    """Return every HTML page of the site, relative to its root; PAGE=gates names one."""
    if named := os.environ.get("PAGE"):
        assert (book_folder / f"{named}.html").is_file(), f"the book has no page {named!r} (PAGE=)"
        return [f"{named}.html"]
    found = [path.relative_to(book_folder) for path in book_folder.rglob("*.html")]
    pages = sorted(path.as_posix() for path in found if "_static" not in path.parts)
    assert "gates.html" in pages
    return pages


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        path = chromium_path(playwright.chromium.executable_path)
        if path is None:
            pytest.fail(INSTALL)
        flags = [*FLAGS, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else FLAGS
        launched = playwright.chromium.launch(executable_path=path, args=flags)
        yield launched
        launched.close()


@pytest.fixture
def start(browser):
    """Return a function that starts a visit to a site; its context is closed after the test."""
    started = []

    def start(address, **options):
        started.append(Visit(browser, address, **{"viewport": {"width": 1280, "height": 900}, **options}))
        return started[-1]

    yield start
    for each in started:
        each.context.close()


@pytest.fixture
def visit(start, site):
    """Return a function that starts a visit to the book."""
    return functools.partial(start, site)


@pytest.fixture
def visit_kinds(start, kinds_site):
    """Return a function that starts a visit to the small book with a question of each kind."""
    return functools.partial(start, kinds_site)
