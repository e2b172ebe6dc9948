"""What JupyterLab has in the place of formgrader: the way to formgrader's own server.

An extension of Jupyter's server that `quizzes lab` loads in JupyterLab. JupyterLab carries out whatever command the
page in its tab of formgrader sends, so that tab gets a sentence alone; a window of its own is sent on.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote

from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from quizzes.grading.record.lab import FORMGRADER

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>formgrader</title>
<body style="font-family: sans-serif; margin: 2em"><p>formgrader has a window of its own, so that nothing that a learner
wrote can reach JupyterLab. Open this address in a new tab of the browser: <b>{}</b></p></body></html>"""


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "quizzes.grading.record.nbgrader_lab"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Send on who asks for formgrader; what its token is leaves the environment, which kernels inherit."""
    above = server.web_app.settings.get("base_url", "/").rstrip("/")
    target = {"formgrader": os.environ.pop(FORMGRADER, "")}
    server.web_app.add_handlers(".*$", [(rf"{above}/formgrader(/.*)?", ToFormgrader, target)])


class ToFormgrader(JupyterHandler):
    """formgrader's address on JupyterLab's server."""

    def initialize(self, formgrader: str) -> None:
        """Keep where formgrader is, and with which token."""
        self._formgrader = formgrader

    @web.authenticated
    def get(self, page: str | None) -> Any:
        """Go to the same page there, or say so in JupyterLab's tab."""
        if self.request.headers.get("Sec-Fetch-Dest", "document") == "document":
            self.redirect(same_page(self._formgrader, page))
            return
        self.set_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.finish(_PAGE.format(f"{self.request.protocol}://{self.request.host}/formgrader"))


def same_page(formgrader: str, page: str | None) -> str:
    """Return the address of a page of formgrader on its own server.

    >>> same_page("http://localhost:8889/formgrader?token=T", "/submissions/1a/")
    'http://localhost:8889/formgrader/submissions/1a/?token=T'
    """
    address, _, token = formgrader.partition("?")
    return f"{address}{quote(page or '')}?{token}"
