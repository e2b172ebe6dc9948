"""Serve the built book on 127.0.0.1 or where it is told, on the next free port where the wanted one is taken."""

from __future__ import annotations

import argparse
import errno
import functools
import sys
from collections.abc import Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"
TRIES = 50
LOOPBACK = "127.0.0.1"


class QuietHandler(SimpleHTTPRequestHandler):
    """Serve files without a line on stderr for each; nothing is kept in the browser's cache.

    What is not there is answered as hosts do it, with the site's own page.
    """

    missing: Path | None = None

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's page for what is not there, where it has one."""
        if code != 404 or self.missing is None or not self.missing.is_file():
            super().send_error(code, message, explain)
            return
        page = self.missing.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)

    def end_headers(self) -> None:
        """Let the reader see a rebuilt page on the next reload."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()


def open_server(site: Path, port: int, bind: str = LOOPBACK) -> ThreadingHTTPServer:
    """Return a server bound to `port` of this machine alone or, where that is taken, to the next free one.

    Raises
    ------
    OSError
        If none of the next 50 ports is free.
    """
    kind = type("Handler", (QuietHandler,), {"missing": site / "404.html"})
    handler = functools.partial(kind, directory=str(site))
    for candidate in range(port, port + TRIES):
        try:
            return ThreadingHTTPServer((bind, candidate), handler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            print(f"port {candidate} is taken, trying {candidate + 1}", file=sys.stderr, flush=True)
    raise OSError(f"no free port from {port} to {port + TRIES - 1}; name another with PORT=")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--bind", default=LOOPBACK, metavar="ADDRESS", help="0.0.0.0 in a container")
    parser.add_argument("--site", type=Path, default=SITE)
    options = parser.parse_args(arguments)
    if not (options.site / "index.html").is_file():
        print(f"serve: no book in {options.site}; build it with `make book`", file=sys.stderr)
        return 1
    try:
        server = open_server(options.site, options.port, options.bind)
    except (OSError, OverflowError) as error:
        print(f"serve: {error}", file=sys.stderr)
        return 1
    with server:
        print(f"The course is at http://127.0.0.1:{server.server_port}/  (stop with Ctrl+C)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("\nstopped", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
