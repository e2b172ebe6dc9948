"""What travels to the page's Python: the packages of the project that its cells import, and the judge.

Of `quizzes` goes in what `quizzes.live.inside` imports, and no task: a task holds its solutions and known mistakes. The
one module of the tasks' folder that travels is `views.py`, where a project has it.
"""

from __future__ import annotations

import ast
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from quizzes.project import FILE, Project

ROOTS = ("quizzes.live.inside.notebook", "quizzes.live.inside.judge", "quizzes.live.inside.explain")
SECRET = ("quizzes.checks.given", "quizzes.checks.load")
VIEWS = "views.py"  # of the folder of the project's tasks: the views that `quizzes.checks.recorded` can name
OFFERED = "quizzes/live/inside/offered.py"
PACKAGE = Path(__file__).resolve().parent.parent
KINDS = {".py", ".json", ".csv", ".txt", ".npz", ".npy", ".toml"}
DATE = (2020, 1, 1, 0, 0, 0)
_FACE = '"""The part of quizzes that judges a code task; the whole is where the course is installed."""\n'


def wheel_name(project: Project) -> str:
    """Return what the wheel is called in the site."""
    return f"{project.name.replace('-', '_')}-0-py3-none-any.whl"


def course_wheel(project: Project, later: Mapping[str, tuple[str, ...]] = MappingProxyType({})) -> bytes:
    """Return the wheel; the same sources give the same bytes. `later`: packages by the words that ask for them."""
    files = _travelling(judge_files((*ROOTS, *_needs(project))), project) | _views(project)
    return zipped({**files, OFFERED: _offered(project, later)})


def whole_source(project: Project) -> bytes:
    """Return what the recording needs: the judge with the project's tasks. It never comes into the site."""
    checks = [f"quizzes.checks.{path.stem}" for path in (PACKAGE / "checks").glob("[!_]*.py")]
    files = _travelling(judge_files((*ROOTS, *checks), secret=()), project) | _views(project)
    files |= below(project.place(project.tasks), project, KINDS)
    return zipped(files | {FILE: project.place(FILE).read_bytes()})


def _travelling(judge: dict[str, bytes], project: Project) -> dict[str, bytes]:
    files = {f"quizzes/{name}": content for name, content in judge.items()}
    for package in project.packages:
        files |= below(project.place(package), project, KINDS)
    return files


def _offered(project: Project, later: Mapping[str, tuple[str, ...]]) -> bytes:
    lines = f"PACKAGES: tuple[str, ...] = {project.packages!r}", f"LATER: dict[str, tuple[str, ...]] = {dict(later)!r}"
    return "".join(f"{line}\n" for line in lines).encode()


def _views(project: Project) -> dict[str, bytes]:
    folder = project.place(project.tasks)
    if not (folder / VIEWS).is_file():
        return {}
    place = Path(project.tasks)
    faces = {(above / "__init__.py").as_posix(): b"" for above in (place, *place.parents[:-1])}
    faces.pop("quizzes/__init__.py", None)
    return {**faces, (place / VIEWS).as_posix(): (folder / VIEWS).read_bytes()}


def _needs(project: Project) -> list[str]:
    return [name for content in _views(project).values() for name in _imports(content.decode())]


def below(folder: Path, project: Project, kinds: set[str]) -> dict[str, bytes]:
    """Return the files of these kinds below a folder, by their paths from the project's root."""
    paths = [path for path in folder.rglob("*") if path.suffix in kinds and path.is_file()]
    return {path.relative_to(project.root).as_posix(): path.read_bytes() for path in paths}


def zipped(files: dict[str, bytes]) -> bytes:
    """Return an archive of the files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files.items()):
            if "__pycache__" not in name:
                entry = zipfile.ZipInfo(name, DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)
    return made.getvalue()


def judge_files(
    roots: Sequence[str] = ROOTS, package: Path = PACKAGE, secret: tuple[str, ...] = SECRET
) -> dict[str, bytes]:
    """Return the modules of quizzes that these need, relative to its folder.

    Raises
    ------
    ValueError
        If one of them imports what reads tasks.
    """
    wanted, found = list(roots), {"__init__.py": _FACE.encode()}
    while wanted:
        name = wanted.pop()
        if secret and name.startswith(secret):
            raise ValueError(f"{name} reads solutions and must not travel to the page; something imports it")
        path = package.joinpath(*name.split(".")[1:])
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        key = path.relative_to(package).as_posix()
        if key in found or not path.is_file():
            continue  # a name inside a module is not a module
        found[key] = path.read_bytes()
        wanted += _imports(found[key].decode()) + [name.rpartition(".")[0]]
    return found


def _imports(source: str) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [name for name in names if name.startswith("quizzes.")]
