"""A project's own packages as one wheel that pip installs: what the notebooks of its pages need outside the book."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from quizzes.live.course_wheel import KINDS, below, zipped
from quizzes.project import Project

_WHEEL = ("Wheel-Version: 1.0", "Generator: quizzes", "Root-Is-Purelib: true", "Tag: py3-none-any")


def pack(project: Project, requires: Sequence[str]) -> tuple[str, bytes]:
    """Return name and content of the wheel; `requires` are packages of others. The same sources give the same bytes."""
    files: dict[str, bytes] = {}
    for package in project.packages:
        files |= below(project.place(package), project, KINDS)
    files = {name: content for name, content in files.items() if "__pycache__" not in name}
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    version = f"0+{digest.hexdigest()[:8]}"  # of its content, so that pip never takes an older one for it
    name = project.name.replace("-", "_")
    info = f"{name}-{version}.dist-info"
    about = [f"Name: {name}", f"Version: {version}", f"Summary: What the notebooks of {project.title!r} need"]
    lines = ["Metadata-Version: 2.1", *about, *(f"Requires-Dist: {each}" for each in requires)]
    files[f"{info}/METADATA"] = _text(lines)
    files[f"{info}/WHEEL"] = _text(_WHEEL)
    record = [f"{path},sha256={_hash(content)},{len(content)}" for path, content in sorted(files.items())]
    files[f"{info}/RECORD"] = _text([*record, f"{info}/RECORD,,"])
    return f"{name}-{version}-py3-none-any.whl", zipped(files)


def _text(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _hash(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
