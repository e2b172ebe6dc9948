"""What README and CONTRIBUTING promise is there: links, folders, commands, options, versions."""

import argparse
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from quizzes.cli import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "CONTRIBUTING.md", "DECISIONS.md", "CHANGELOG.md")
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))


def code(text: str) -> list[str]:
    """Return what stands in backticks, and the lines of code blocks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", rest)


def broken_links(text: str, folder: Path) -> list[str]:
    """Return the links to files of the project that are not there."""
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    return [t for t in targets if "://" not in t and not t.startswith("#") and not (folder / t.split("#")[0]).exists()]


def unknown_targets(text: str) -> list[str]:
    """Return the targets that are made somewhere in the text and not in the Makefile."""
    found = [match[1] for part in code(text) if (match := re.match(r"make ([a-z][a-z-]*)", part))]
    return [target for target in found if target not in TARGETS]


def tree(text: str) -> list[str]:
    """Return the folders that the tree under 'What is where' names, each with its parents."""
    block = re.search(r"^## What is where\n\n```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert block, "README has no tree"
    folders, parents = [], [""]
    for indent, name in re.findall(r"^((?:  )*)([\w-]+/) ", block[1], re.MULTILINE):
        del parents[len(indent) // 2 + 1 :]
        parents.append(parents[-1] + name)
        folders.append(parents[-1])
    return folders


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_that_are_there(page):
    assert broken_links((ROOT / page).read_text(encoding="utf-8"), ROOT) == []


@pytest.mark.parametrize("page", PAGES)
def test_what_is_made_can_be_made(page):
    assert unknown_targets((ROOT / page).read_text(encoding="utf-8")) == []


def test_variables_of_make_are_those_of_the_makefile():
    for part in code(README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")):
        for name in re.findall(r"\b([A-Z]+)=\S", part) if part.startswith(("make", "PORT", "PYTHON", "ARGS")) else ():
            assert f"$({name})" in MAKEFILE, part


def test_folders_of_the_tree_are_there():
    folders = tree(README)
    assert {"book/", "lstm_lib/", "quizzes/", "quizzes/bank/", "tests/"} <= set(folders)
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def test_tree_names_every_folder_of_quizzes():
    below = [*(ROOT / "quizzes").iterdir(), *(ROOT / "quizzes" / "grading").iterdir()]
    folders = {f"{path.relative_to(ROOT).as_posix()}/" for path in below if path.is_dir()}
    assert {name for name in folders if "__pycache__" not in name} - set(tree(README)) == set()


def test_commands_of_quizzes_are_understood():
    asked = [
        shlex.split(part)[1:]
        for page in PAGES
        for part in code((ROOT / page).read_text(encoding="utf-8"))
        if re.match(r"quizzes [a-z]", part)
    ]
    assert asked
    for name, *arguments in asked:
        assert name in COMMANDS, f"quizzes {name}"
        parser = argparse.ArgumentParser(prog=f"quizzes {name}", exit_on_error=False)
        COMMANDS[name].arguments(parser)
        if arguments:
            parser.parse_args(arguments)


def test_one_port_is_told_everywhere():
    assert "http://127.0.0.1:8000" in README
    assert re.search(r"^PORT \?= 8000$", MAKEFILE, re.MULTILINE)
    assert '"--port", type=int, default=8000' in (ROOT / "tools" / "serve.py").read_text(encoding="utf-8")


def test_the_same_pythons_are_told_everywhere(tool):
    setup = tool("setup")
    oldest, newest = (".".join(map(str, version)) for version in (setup.OLDEST, setup.NEWEST))
    above = f"{setup.NEWEST[0]}.{setup.NEWEST[1] + 1}"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">={oldest},<{above}"
    assert f"Python {oldest} to {newest}" in README
    assert f"Python {oldest} to {newest}" in MAKEFILE


def test_the_rules_know_what_is_not_there(tmp_path):
    assert broken_links("[a](gone.md) [b](https://example.org) [c](#here)", tmp_path) == ["gone.md"]
    assert unknown_targets("Run `make course`, then `make coffee`.\n\n```\nmake tea now\n```\n") == ["tea", "coffee"]
    assert tree("## What is where\n\n```\nbook/   x\nquizzes/   y\n  bank/   z\n```\n") == [
        "book/",
        "quizzes/",
        "quizzes/bank/",
    ]
