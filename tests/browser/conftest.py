"""A real Chromium and the built book, served on this machine's loopback."""

import functools
import http.server
import json
import os
import shutil
import threading
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(os.environ.get("SITE", ROOT / "_build" / "html"))  # another build may be looked at with SITE=
INSTALL = (
    "no Chromium found: install Debian's `chromium`, or run `.venv/bin/playwright install chromium`, "
    "or name one with CHROMIUM=/path/to/chromium"
)
# Without these Chromium asks its maker's hosts for updates and the like.
FLAGS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium_path(own):
    """Return the browser to use: CHROMIUM, one on PATH, or Playwright's own; None where there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return own if Path(own).is_file() else None


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def site():
    """Serve the built book; return its address."""
    if not (SITE / "index.html").is_file():
        pytest.fail(f"the book is not built in {SITE}: run `make book`")
    handler = functools.partial(_Quiet, directory=SITE)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def pages():
    """Return every HTML page of the site, relative to its root."""
    return sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html") if "_static" not in path.parts)


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


class Visit:
    """One page in a browser of its own, with everything that it asked for and complained of."""

    def __init__(self, browser, site, **options):
        self.site = site
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.requests, self.complaints = [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", lambda r: self.complaints.append(f"failed: {r.url}: {r.failure}"))
        self.page.on("response", lambda r: r.status >= 400 and self.complaints.append(f"{r.status}: {r.url}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("console", lambda m: m.type == "error" and self.complaints.append(f"console: {m.text}"))

    def open(self, path="gates.html"):
        self.page.goto(f"{self.site}/{path}", wait_until="load")
        return self.page

    @property
    def foreign(self):
        """Return the requests that left this machine."""
        return [url for url in self.requests if not url.startswith((f"{self.site}/", "data:", "blob:"))]

    def quiz(self, kind):
        """Return the first question of a kind, and its key."""
        section = self.page.locator(f'section.quiz[data-kind="{kind}"]').first
        return section, json.loads(section.locator(".quiz-data").text_content())

    def stored(self, item_id):
        """Return what the browser remembers of an item."""
        text = self.page.evaluate("id => localStorage.getItem(`recurrent-course/quiz/1/${id}`)", item_id)
        return json.loads(text) if text else None


@pytest.fixture
def visit(browser, site):
    """Return a function that starts a visit; its context is closed after the test."""
    started = []

    def start(**options):
        started.append(Visit(browser, site, **{"viewport": {"width": 1280, "height": 900}, **options}))
        return started[-1]

    yield start
    for each in started:
        each.context.close()
