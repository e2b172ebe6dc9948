"""nbgrader's configuration of a course: as a new one has it, and which files are still as they were written."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from quizzes.project import Project

NAME = "nbgrader_config.py"
CONFIG = '''"""nbgrader's configuration of this course; once you have changed it, `quizzes build` leaves it alone."""

import tomllib
from pathlib import Path

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "recurrent-networks"

# What course.toml names, for nbgrader's own commands and formgrader as for ours: gradebook, exchange, zone, id.
_file = Path(__file__).parent / "course.toml"
_settings = tomllib.loads(_file.read_text(encoding="utf-8-sig")) if _file.is_file() else {}
if _settings.get("gradebook"):
    c.CourseDirectory.db_url = _settings["gradebook"]
if _settings.get("exchange"):
    c.Exchange.root = _settings["exchange"]
if _settings.get("timezone"):
    c.NbGraderAPI.timezone = _settings["timezone"]  # in which formgrader shows times
if _settings.get("course_id"):
    c.CourseDirectory.course_id = _settings["course_id"]

# Stubs are those of nbgrader, or of c.ClearSolutions.code_stub and text_stub. Only the assignments of the book say
# themselves where to write: their solutions leave an empty line.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "quizzes.grading.nbgrader_stubs.Stubs",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# nbgrader gives no points to a test that wrote to stderr, were it only a warning. So stderr is dropped before
# the score is taken; an error is not a stream and still counts.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = "^"

c.Execute.timeout = 60  # seconds a cell, by the clock; for `quizzes grade` as for nbgrader
c.KernelManager.transport_encryption = "auto"  # other users of the machine cannot listen to a kernel

# Feedback shows the tests' messages, not the source of the hidden ones.
c.HideTests.enabled = True
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "quizzes.grading.feedback.HideTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
'''
_ID = "recurrent-networks"  # what nbgrader calls the course; each project has its own name there
_NAMED = re.compile(rb'(^c\.CourseDirectory\.course_id = )"[a-z0-9-]+"', re.MULTILINE)
KEPT = "nbgrader_config.py is your own and stays as it is"
_EARLIER = {  # SHA-256 of what earlier versions wrote
    "13744ee07c37d61fceecaef169ee52ef0b118790e697b9f9c16eb33a7fab075c",
    "2b3a80e06a6455dcd71511d513bba212f9a7735aa8d94da9cb9949e2fc761da4",
    "c0caf514f2c5a321473743efe172114e842954ba87f9472715cdcd223af9a1ee",
}


def config_of(project: Project) -> bytes:
    """Return the configuration of a project's course."""
    return CONFIG.replace(f'"{_ID}"', f'"{project.name}"', 1).encode()


def is_as_written(content: bytes) -> bool:
    """Say whether a configuration is one that was written by us, and nobody has changed."""
    content = _NAMED.sub(rb'\1"' + _ID.encode() + b'"', content, count=1)
    return content == CONFIG.encode() or hashlib.sha256(content).hexdigest() in _EARLIER


def without_edited(files: Mapping[str, bytes], course: Path) -> tuple[dict[str, bytes], bool]:
    """Return the files of a course that may be written, and whether its configuration is somebody's own and stays."""
    path = course / NAME
    edited = path.is_file() and not is_as_written(path.read_bytes())
    return {name: content for name, content in files.items() if name != NAME or not edited}, edited
