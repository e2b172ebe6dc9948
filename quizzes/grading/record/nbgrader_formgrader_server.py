"""formgrader's own server: Jupyter's, with formgrader and its login alone; no files, no kernels, no terminals.

`quizzes lab` starts it beside JupyterLab, under another name and port. So whatever should once run in formgrader's
pages is a stranger to JupyterLab's: it has neither its cookie nor its interface, and this server has none to offer
but formgrader's.

Why: DECISIONS.md#formgrader-server.
"""

from __future__ import annotations

import os
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_escape
from tornado import web

from quizzes.grading.record.lab import LAB

_EXTENSIONS = ("nbgrader.server_extensions.formgrader", "quizzes.grading.record.nbgrader_formgrader")


class FormgraderServer(ServerApp):
    """Jupyter's server without its services."""

    default_services: Any = ("auth",)  # fewer than Jupyter's, which mypy takes for the one tuple there can be

    def find_server_extensions(self) -> None:
        """Load formgrader and what hardens it, whatever else is installed."""
        self.jpserver_extensions = dict.fromkeys(_EXTENSIONS, True)

    def init_configurables(self) -> None:
        """Leave out the address at which Jupyter would serve the files of the folder; keep one cookie for all pages."""
        self.config.ContentsManager.files_handler_class = None
        # formgrader's handlers say an empty path, and the cookie would be the first page's alone.
        self.config.IdentityProvider.cookie_options = {"path": self.base_url, "samesite": "Lax"}
        super().init_configurables()

    def init_webapp(self) -> None:
        """Send formgrader's links to notebooks and folders on to JupyterLab."""
        super().init_webapp()
        above = self.web_app.settings["base_url"].rstrip("/")
        lab = os.environ.get(LAB, "")
        self.web_app.add_handlers(".*$", [(rf"{above}/(?:notebooks|edit|tree)/(.*)", ToLab, {"lab": lab})])


class ToLab(JupyterHandler):
    """An address of JupyterLab that was asked of formgrader's server."""

    def initialize(self, lab: str) -> None:
        """Keep where JupyterLab is."""
        self._lab = lab

    @web.authenticated
    def get(self, path: str) -> Any:
        """Go there."""
        self.redirect(f"{self._lab}/lab/tree/{url_escape(path)}")


if __name__ == "__main__":
    FormgraderServer.launch_instance()
