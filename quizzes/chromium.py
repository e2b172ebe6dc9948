"""Pages as PDF: by a Chromium that is on this machine, one process for all of them, and the same bytes each time.

It is spoken to by its DevTools protocol over two pipes: no port is opened, and nothing is fetched from a network.

Why: DECISIONS.md#one-chromium.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import re
import select
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from quizzes.errors import UsageError

VARIABLE = "CHROMIUM"  # names one; `none` for none
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PLAYWRIGHT = ("chrome-linux*/chrome", "chrome-mac*/*.app/Contents/MacOS/*")
_FLAGS = (
    "--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--disable-dev-shm-usage", "--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--font-render-hinting=none", "--hide-scrollbars", "--mute-audio",
)  # fmt: skip
_HIGH = 10  # descriptors from here on are not the two that Chromium reads and writes
_SECONDS = 1800.0  # for one file: 200 sheets are a thousand pages, and take minutes on a busy machine
_DATE = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")
_NODE = re.compile(rb"\(node(\d{8})\)")  # an element of the page, numbered in the process that shows it


def find_chromium() -> str | None:
    """Return the Chromium to use: of the variable CHROMIUM, on PATH, or Playwright's; None where there is none."""
    named = os.environ.get(VARIABLE)
    if named == "none":
        return None
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, _NAMES)), None) or _playwrights()


def _playwrights() -> str | None:
    """Return the newest Chromium that `playwright install chromium` has put on this machine."""
    homes = [Path.home() / folder / "ms-playwright" for folder in (".cache", "Library/Caches")]
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folders = [Path(named)] if named and named != "0" else homes
    found = [path for folder in folders for place in _PLAYWRIGHT for path in folder.glob(f"chromium-*/{place}")]
    usable = [path for path in found if os.access(path, os.X_OK)]
    newest = max(usable, key=lambda path: (len(path.parts[-3]), path.as_posix()), default=None)
    return newest.as_posix() if newest else None


class Chromium:
    """A Chromium that prints."""

    def __init__(self, write: int, read: int) -> None:
        """Speak over two pipes."""
        self._write, self._read = write, read
        self._rest, self._last = b"", 0
        target = self._ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})
        self._session = attached["sessionId"]
        self._ask("Page.enable")

    def pdf(self, page: Path) -> bytes:
        """Return a page as PDF; its style says the size of the paper.

        Raises
        ------
        UsageError
            If Chromium does not answer, or cannot show the page.
        """
        shown = self._ask("Page.navigate", {"url": page.resolve().as_uri()})
        if shown.get("errorText"):
            raise UsageError(f"Chromium cannot show {page}: {shown['errorText']}")
        self._ask("Runtime.evaluate", {"expression": _READY, "awaitPromise": True})
        options = {"preferCSSPageSize": True, "printBackground": True, "generateTaggedPDF": True}
        return _without_chance(base64.b64decode(self._ask("Page.printToPDF", options)["data"]))

    def _ask(self, method: str, values: dict | None = None) -> dict:
        self._last += 1
        asked = {"id": self._last, "method": method, "params": values or {}}
        if hasattr(self, "_session"):
            asked["sessionId"] = self._session
        _write_all(self._write, json.dumps(asked).encode() + b"\0")
        deadline = time.monotonic() + _SECONDS
        while True:
            answer = json.loads(self._message(deadline))
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise UsageError(f"Chromium refused {method}: {answer['error'].get('message', '')}")
                return answer["result"]

    def _message(self, deadline: float) -> bytes:
        parts = [self._rest]
        while b"\0" not in parts[-1]:
            ready, _, _ = select.select([self._read], [], [], max(0.0, deadline - time.monotonic()))
            part = os.read(self._read, 1 << 20) if ready else b""
            if not part:
                raise UsageError("Chromium ended, or did not answer, while it made a PDF")
            parts.append(part)
        message, _, self._rest = b"".join(parts).partition(b"\0")
        return message


def _without_chance(made: bytes) -> bytes:
    """Return a PDF without its time, its elements numbered from 1; no byte moves, so that its table of places holds."""
    numbers = {name: place for place, name in enumerate(sorted(set(_NODE.findall(made))), 1)}
    made = _NODE.sub(lambda found: b"(node%08d)" % numbers[found[1]], made)
    return _DATE.sub(rb"/\1 (D:20000101000000", made)


_READY = """new Promise(done => {
  const ready = () => document.fonts.ready.then(() => done(true));
  document.readyState === 'complete' ? ready() : addEventListener('load', ready);
})"""


@contextmanager
def chromium(program: str) -> Iterator[Chromium]:
    """Give a Chromium that is ended afterwards, and what it kept removed.

    Raises
    ------
    UsageError
        If it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="quizzes-pdf-", ignore_cleanup_errors=True) as kept:
        (to_read, write), (read, to_write) = _pipe(), _pipe()
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_DUP2, to_read, 3),
            (os.POSIX_SPAWN_DUP2, to_write, 4),
        ]
        words = [program, *_FLAGS, *root, f"--user-data-dir={kept}", "about:blank"]
        try:
            child = os.posix_spawn(program, words, dict(os.environ), file_actions=actions)
        except OSError as error:
            for handle in (to_read, write, read, to_write):
                os.close(handle)
            raise UsageError(f"{program} does not start: {error.strerror}") from error
        os.close(to_read)
        os.close(to_write)
        try:
            yield Chromium(write, read)
        finally:
            with suppress(OSError):
                _write_all(write, b'{"id": 0, "method": "Browser.close"}\0')
            os.close(write)
            _end(child)
            os.close(read)


def _pipe() -> tuple[int, int]:
    ends = []
    for low in os.pipe():
        ends.append(fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, _HIGH))
        os.close(low)
    return ends[0], ends[1]


def _write_all(handle: int, content: bytes) -> None:
    try:
        while content:
            content = content[os.write(handle, content) :]
    except BrokenPipeError as error:
        raise UsageError("Chromium ended before it made a PDF") from error


def _end(child: int) -> None:
    """Wait a little for a process to end, then end it."""
    for _ in range(100):
        if os.waitpid(child, os.WNOHANG)[0]:
            return
        time.sleep(0.05)
    os.kill(child, 9)
    os.waitpid(child, 0)
