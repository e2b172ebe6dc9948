"""formgrader, hardened: what a learner wrote is cleaned before it is shown, and no page may run or send it.

An extension of formgrader's own server, which `quizzes lab` starts. It leaves nbgrader's files as they are:

- formgrader's own scripts get a number that is drawn at each start; the policy of its pages lets only them run, and
  lets pages speak to formgrader's interface alone, not to Jupyter's;
- values that its templates put into pages are escaped, in scripts as JSON;
- notebooks, whoever graded them, are made harmless before they are turned into a page;
- the late penalty of a submission follows the points that a person gives, and is shown beside them;
- an address cannot make formgrader read its configuration from another folder;
- what is changed by hand is noted in the course's table of such changes.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import secrets
from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, pass_context
from nbgrader.server_extensions.formgrader import handlers
from sqlalchemy.exc import SQLAlchemyError
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform

from quizzes.errors import CourseError
from quizzes.grading.record.harmless import harmless_html, make_harmless
from quizzes.grading.record.nbgrader_by_hand import note_as_written
from quizzes.grading.record.nbgrader_course import NbgraderCourse
from quizzes.grading.record.nbgrader_late import after_grade, lateness

_ATTRIBUTES = (  # formgrader's own onclick
    "toggle_name(true);", "toggle_name(false);", "toggleAllNames()", "createAssignmentModal();",
    "createStudentModal();",
)  # fmt: skip
_LATE = "X-Lateness"  # of answers to points that were given
_PLACE_OF_LATENESS = (
    "<span>{{ resources.notebook_id }}</span>",
    """<span>{{ resources.notebook_id }}</span> <small class="text-danger" id="lateness">{{ resources.late }}</small>
<script>
$(document).ajaxComplete((event, answer) => {
  const told = answer.getResponseHeader("X-Lateness");
  if (told !== null) $("#lateness").text(told);
});
</script>""",
)
_SCRIPT = re.compile(r"(<script\b[^>]*>)(.*?)(</script>)", re.DOTALL)
_QUOTED = re.compile(r'"\{\{\s*([\w.]+)\s*\}\}([^"\n]*)"')
_VALUE = re.compile(r"\{\{\s*((?!css\s)[\w.]+(?: [+-] 1)?)\s*\}\}")
_NONCE = re.compile(r"<script(?=[\s>])")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "quizzes.grading.record.nbgrader_formgrader"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Put the policy on every answer of formgrader; its parts are changed at the first request, when they are there."""
    web_app = server.web_app
    note_as_written(Path(server.root_dir), "formgrader")
    nonce = secrets.token_urlsafe(16)
    prefix = f"{web_app.settings.get('base_url', '/').rstrip('/')}/formgrader"

    class Policy(OutputTransform):
        """Sets the headers of formgrader's pages."""

        def __init__(self, request: HTTPServerRequest) -> None:
            self._here = request.path == prefix or request.path.startswith(f"{prefix}/")
            self._graded = graded_by(request.method, request.path, prefix)
            self._policy = policy(f"{request.protocol}://{request.host}", prefix, nonce)
            if self._here:
                harden(web_app.settings, nonce)
                for values in (request.arguments, request.query_arguments, request.body_arguments):
                    values.pop("path", None)  # a folder whose nbgrader_config.py would be run

        def transform_first_chunk(
            self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
        ) -> tuple[int, HTTPHeaders, bytes]:
            if self._graded and status_code == 200:
                headers[_LATE] = keep_penalty(root_of(web_app.settings), self._graded)
            if self._here:
                headers["Content-Security-Policy"] = self._policy
                headers["Referrer-Policy"] = "same-origin"
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Cross-Origin-Opener-Policy"] = headers["Cross-Origin-Resource-Policy"] = "same-origin"
            return status_code, headers, chunk

    web_app.add_transform(Policy)


def graded_by(method: str | None, path: str, prefix: str) -> str:
    """Return the row of the grade that a request changes; empty where it changes none."""
    place = f"{prefix}/api/grade/"
    return path.removeprefix(place).strip("/") if method == "PUT" and path.startswith(place) else ""


def root_of(settings: dict[str, Any]) -> Path:
    """Return the folder of the course that formgrader shows."""
    return Path(settings["nbgrader_formgrader"].coursedir.root)


def keep_penalty(root: Path, grade_id: str) -> str:
    """Let the late penalty follow the points that were just given; the points are kept whatever comes of it.

    Returns what formgrader says of it.
    """
    try:
        return after_grade(NbgraderCourse(root), grade_id)
    except (CourseError, SQLAlchemyError) as error:
        logging.getLogger(__name__).warning("the late penalty was not changed with the points: %s", error)
        return "the late penalty was not changed with the points"


def policy(origin: str, prefix: str, nonce: str) -> str:
    """Return what formgrader's pages may do.

    Parameters
    ----------
    origin : str
        Scheme, host and port of the server.
    prefix : str
        Path of formgrader on it.
    nonce : str
        Of formgrader's own scripts.
    """
    above = prefix.removesuffix("/formgrader")
    own = " ".join(f"'sha256-{_sha256(text)}'" for text in _ATTRIBUTES)
    static = f"{origin}{prefix}/static/ {origin}{above}/static/"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}' 'unsafe-hashes' {own}",
            f"style-src {static} 'unsafe-inline'",
            f"font-src {static}",
            f"img-src data: {static} {origin}{prefix}/submissions/",
            f"connect-src {origin}{prefix}/api/",
            "frame-src 'none'",
            "object-src 'none'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def harden(settings: dict[str, Any], nonce: str) -> None:
    """Change formgrader's templates and its exporter, once."""
    environment, exporter = settings.get("nbgrader_jinja2_env"), settings.get("nbgrader_exporter")
    if environment is None or exporter is None or isinstance(environment.loader, Hardened):
        return
    for each in (environment, exporter.environment):
        each.loader = Hardened(each.loader, nonce)
        if each.cache is not None:
            each.cache.clear()
    exporter.register_preprocessor(partial(_preprocess, root_of(settings)), enabled=True)
    plain = exporter.environment.filters["markdown2html"]
    exporter.register_filter("markdown2html", _cleaned(plain))


def _cleaned(plain: Callable) -> Callable:
    @pass_context
    def cleaned(context: Any, source: str) -> str:
        try:
            return harmless_html(plain(context, source))
        except Exception:  # noqa: BLE001  an answer that Markdown's reader stumbles over is shown as it was written
            return f"<pre>{escape(source)}</pre>"

    return cleaned


def _preprocess(root: Path, notebook: Any, resources: Any) -> tuple[Any, Any]:
    make_harmless(notebook, answers_only=False)
    return notebook, {**resources, "late": lateness(NbgraderCourse(root), resources["submission_id"])}


class Hardened(BaseLoader):
    """Gives formgrader's templates with their values escaped and their scripts numbered; others as they are."""

    def __init__(self, plain: BaseLoader, nonce: str) -> None:
        self._plain, self._nonce = plain, nonce

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable | None]:
        """Return a template's text, its path and what says whether it is still that."""
        source, path, fresh = self._plain.get_source(environment, template)
        if path and Path(path).resolve().is_relative_to(Path(handlers.template_path).resolve()):
            source = escaped(source.replace(*_PLACE_OF_LATENESS))
        elif not template.endswith("mathjax.html.j2"):
            return source, path, fresh
        return _NONCE.sub(f'<script nonce="{self._nonce}"', source), path, fresh


def escaped(template: str) -> str:
    """Return a template of which each value is escaped: as JSON in scripts, as text elsewhere.

    >>> escaped('<b>{{ name }}</b><script>var a = "{{ name }}/x";</script>')
    '<b>{{ (name) | e }}</b><script>var a = {{ (name ~ "/x") | tojson }};</script>'
    """
    parts, last = [], 0
    for found in _SCRIPT.finditer(template):
        opening, inner, closing = found.groups()
        parts.append(_VALUE.sub(r"{{ (\1) | e }}", template[last : found.start()] + opening))
        parts.append(_QUOTED.sub(r'{{ (\1 ~ "\2") | tojson }}', inner) + closing)
        last = found.end()
    return "".join([*parts, _VALUE.sub(r"{{ (\1) | e }}", template[last:])])
