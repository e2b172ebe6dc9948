"""When each item last changed, and which were taken out: read from git, without a clock.

An item's source is its entry in the bank's file and, where it has variants, the function that makes them. The main
line of history is followed from the newest commit back: an item changed with the last commit in which its source was
not yet what it is now.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from quizzes.load import proof_folders
from quizzes.project import Project

_ENTRY = re.compile(r"^(?P<indent> *)- id: *(?P<id>\S+)", re.MULTILINE)
_FUNCTION = re.compile(r"^def (?P<name>\w+)\(.*?(?=^\S(?<!\))|\Z)", re.MULTILINE | re.DOTALL)
_MAKER = re.compile(r"^ *variants: *(\S+)", re.MULTILINE)
_CHAPTER = re.compile(r"^chapter: *(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Removed:
    """An item that the bank had and no longer has."""

    id: str
    chapter: str
    entry: str  # its last entry, YAML
    when: datetime


@dataclass(frozen=True)
class ItemHistory:
    """What git tells of the items."""

    changed: Mapping[str, datetime]  # item id -> the time of its last change; empty where git knows nothing
    removed: tuple[Removed, ...] = ()
    told: tuple[str, ...] = ()  # sentences about what the times rest on


@dataclass
class _State:
    """The sources of one commit, or of the files as they are."""

    when: datetime
    entries: dict[str, str] = field(default_factory=dict)  # item id -> YAML
    chapters: dict[str, str] = field(default_factory=dict)  # item id -> chapter
    functions: dict[str, str] = field(default_factory=dict)  # "<file>::<function>" -> Python

    def source(self, item_id: str) -> str | None:
        """Return all that the item is made from; None where it is not there."""
        entry = self.entries.get(item_id)
        maker = _MAKER.search(entry or "")
        return entry and entry + self.functions.get(maker[1], "") if maker else entry


def history_of(project: Project) -> ItemHistory:
    """Return the history of the bank's items; without git the newest file's time is that of them all."""
    root, places = project.root, (project.bank, *proof_folders(project))
    now = _files(root, places)
    commits = list(_commits(root, places))
    if not commits:
        told = f"no git history: every item has the time of the bank's newest file, {now.when:%Y-%m-%d %H:%M} UTC"
        return ItemHistory(dict.fromkeys(now.entries, now.when), (), (f"{told}; --edition DATE names another",))
    notes: list[str] = []
    if _git(root, "rev-parse", "--is-shallow-repository").strip() == "true":
        notes.append("a shallow clone: what did not change since its first commit has that commit's time")
    states = list(_states(root, places, commits))
    edited = [name for name in now.entries if now.source(name) != states[0].source(name)]
    if edited:
        notes.append(f"{len(edited)} items have changes that are not committed: they have the time of the newest file")
    changed = {name: now.when if name in edited else _changed(name, states) for name in now.entries}
    return ItemHistory(changed, tuple(_removed(now, states)), tuple(notes))


def _changed(name: str, states: list[_State]) -> datetime:
    """Return the time of the oldest state since which the item's source is what it is in the newest."""
    source, when = states[0].source(name), states[0].when
    for state in states:
        if state.source(name) != source:
            break
        when = state.when
    return when


def _removed(now: _State, states: list[_State]) -> Iterator[Removed]:
    known = set(now.entries)
    after = now.when
    for state in states:
        for name in state.entries.keys() - known:
            yield Removed(name, state.chapters[name], state.entries[name], after)
        known |= set(state.entries)
        after = state.when


def _files(project: Path, places: Sequence[str]) -> _State:
    paths = [path for place in places for path in sorted((project / place).glob("*")) if path.is_file()]
    newest = max((path.stat().st_mtime for path in paths), default=0)
    state = _State(datetime.fromtimestamp(int(newest), UTC))
    for path in paths:
        if path.suffix in (".yml", ".py"):
            _add(state, path.relative_to(project).as_posix(), path.read_text(encoding="utf-8", errors="replace"))
    return state


def _commits(project: Path, places: Sequence[str]) -> Iterator[tuple[str, datetime]]:
    """Yield the commits of the main line that changed a source, the newest first."""
    for line in _git(project, "log", "--first-parent", "--format=%H %ct", "--", *places).splitlines():
        commit, stamp = line.split()
        yield commit, datetime.fromtimestamp(int(stamp), UTC)


def _states(project: Path, places: Sequence[str], commits: Iterable[tuple[str, datetime]]) -> Iterator[_State]:
    read: dict[str, str] = {}  # id of a blob -> its text
    for commit, when in commits:
        state = _State(when)
        listed = _git(project, "ls-tree", "-r", commit, "--", *places).splitlines()
        blobs = {path: blob for blob, path in (re.split(r"[ \t]", line, maxsplit=3)[2:] for line in listed)}
        wanted = {path: blob for path, blob in blobs.items() if path.endswith((".yml", ".py"))}
        read |= _blobs(project, [blob for blob in wanted.values() if blob not in read])
        for path, blob in wanted.items():
            _add(state, path, read[blob])
        yield state


def _add(state: _State, path: str, text: str) -> None:
    if path.endswith(".py"):
        state.functions |= {f"{path}::{found['name']}": found[0].rstrip() for found in _FUNCTION.finditer(text)}
        return
    chapter = _CHAPTER.search(text)
    if chapter is None:  # cards, misconceptions
        return
    entries = list(_ENTRY.finditer(text))
    first = entries[0]["indent"] if entries else ""
    places = [entry for entry in entries if entry["indent"] == first]
    for entry, end in zip(places, [*(each.start() for each in places[1:]), len(text)], strict=True):
        lines = (line.rstrip() for line in text[entry.start() : end].splitlines())
        state.entries[entry["id"]] = "\n".join(lines).rstrip()
        state.chapters[entry["id"]] = chapter[1]


def _blobs(project: Path, names: list[str]) -> dict[str, str]:
    """Return the texts of blobs, read by one process."""
    if not names:
        return {}
    out = _run(project, ["cat-file", "--batch"], "\n".join(names).encode() + b"\n")
    texts, place = {}, 0
    for name in names:
        end = out.index(b"\n", place)
        size = int(out[place:end].split()[2])
        texts[name] = out[end + 1 : end + 1 + size].decode(errors="replace")
        place = end + 1 + size + 1
    return texts


def _git(project: Path, *arguments: str) -> str:
    """Return what git says; nothing where there is no git or no repository."""
    return _run(project, list(arguments)).decode(errors="replace")


def _run(project: Path, arguments: list[str], given: bytes = b"") -> bytes:
    command = ["git", "-C", str(project), "-c", "core.quotePath=false", *arguments]
    try:
        return subprocess.run(command, input=given, capture_output=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return b""
