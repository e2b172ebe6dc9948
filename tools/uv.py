"""uv in pip's place: it installs with a tenth of the work, where all of pip's settings can be told to it.

uv reads neither pip's files nor its variables, by which schools and companies name their mirrors. So they are asked of
pip and handed on; where one is set that is not known here, or uv is not to be had, pip does the work.

Standard library only: the set-up runs on a bare Python. Why: DECISIONS.md#uv-in-pips-place.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

UV = "uv==0.13.9"
PIP_INSTALL = (
    "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--no-compile",
)  # fmt: skip
# What pip is told, as uv is told it: a word for each of the values, which stand with spaces between them.
TOLD = {
    "index-url": "--index-url",
    "extra-index-url": "--extra-index-url",
    "find-links": "--find-links",
    "trusted-host": "--allow-insecure-host",
    "constraint": "--constraint",
}
CERTIFICATES = "cert"  # by SSL_CERT_FILE
# What changes nothing of what is installed, or from where.
HARMLESS = {
    "break-system-packages", "cache-dir", "config-file", "default-timeout", "disable-pip-version-check", "log",
    "no-cache-dir", "no-color", "no-compile", "no-input", "no-python-version-warning", "no-warn-script-location",
    "prefer-binary", "progress-bar", "quiet", "require-virtualenv", "retries", "root-user-action", "timeout", "verbose",
}  # fmt: skip
_LINE = re.compile(r"([^=]+)\.([\w-]+)=(.*)")


class NotTold(Exception):
    """pip has a setting that cannot be told to uv; the message names it."""


def settings_of(told: str) -> dict[str, str]:
    """Return pip's settings from what `pip config list` prints; a variable comes before a file, as with pip.

    Raises
    ------
    NotTold
        If a line cannot be read.
    """
    # A command's own section comes before the global one, and the environment before both.
    order = {"global": 0, "install": 1, ":env:": 2}
    ranked: dict[str, tuple[int, str]] = {}
    for line in told.splitlines():
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise NotTold(line)
        section, name, value = parts.groups()
        if section in order and order[section] >= ranked.get(name, (-1, ""))[0]:
            ranked[name] = (order[section], str(ast.literal_eval(value)))
    return {name: value for name, (_, value) in ranked.items()}


def words_for(settings: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """Return the options and variables that tell uv what pip is told.

    Raises
    ------
    NotTold
        If a setting is none of those that are known here.
    """
    options, variables = [], {}
    for name, value in settings.items():
        if name in TOLD:
            options += [word for each in value.split() for word in (TOLD[name], each)]
        elif name == CERTIFICATES:
            variables["SSL_CERT_FILE"] = value
        elif name == "no-index" and value.lower() in ("1", "true", "yes", "on"):
            options.append("--no-index")
        elif name not in HARMLESS:
            raise NotTold(name)
    return options, variables


class Uv:
    """uv for one environment, with pip's settings."""

    def __init__(self, program: Path, venv: Path, options: Iterable[str], variables: dict[str, str]) -> None:
        """Keep what each call needs."""
        self.variables = variables
        # In the environment itself, so that files are linked and not copied, on whatever disk it lies.
        self._cache = venv / "uv-cache"
        self._words = (
            program, "pip", "install", "--python", venv / "bin" / "python", "--no-deps", "--no-config", "--no-progress",
            "--index-strategy", "unsafe-best-match",  # all indexes count alike, as with pip
            "--cache-dir", self._cache, *options,
        )  # fmt: skip

    def command(self, packages: Iterable[str]) -> tuple[str | Path, ...]:
        """Return the command that installs packages, and nothing that these need."""
        return (*self._words, *packages)

    def clear(self) -> None:
        """Take away what uv has kept; what it installed stays."""
        shutil.rmtree(self._cache, ignore_errors=True)


def uv_for(venv: Path) -> Uv | str:
    """Return uv, fetched by pip if it is not there yet; or in a sentence why pip must do the work."""
    python = venv / "bin" / "python"
    asked = subprocess.run([python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    try:
        if asked.returncode:
            raise NotTold(asked.stderr.strip())
        options, variables = words_for(settings_of(asked.stdout))
    except NotTold as error:
        return f"pip's setting {error} cannot be told to uv"
    folder = venv / "uv"
    program = folder / "bin" / "uv"
    if not works(program):
        shutil.rmtree(folder, ignore_errors=True)
        fetch = [python, *PIP_INSTALL, "--no-deps", "--only-binary", ":all:", "--target", folder, UV]
        done = subprocess.run(fetch, capture_output=True, text=True, check=False)
        if done.returncode or not works(program):
            return f"uv could not be fetched: {(done.stdout + done.stderr).strip()[-300:]}"
    return Uv(program, venv, options, variables)


def works(program: Path) -> bool:
    """Return whether a program is there, of the version that is named here, and runs on this machine."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.stdout.split()[:2] == UV.split("==")
