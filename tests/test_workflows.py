"""What GitHub runs: files of GitHub's form that run what there is, on the Pythons promised, with no right too many."""

import importlib.util
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from check_jsonschema.builtin_schemas import get_builtin_schema
from jsonschema import validators
from jsonschema.exceptions import best_match
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
ACTIONS = sorted((GITHUB / "actions").glob("*/action.yml"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))
# The first major of each action that runs on Node 24: GitHub's runners have had no older one since September 2026.
NODE_24 = {
    "actions/cache": 5,
    "actions/checkout": 5,
    "actions/configure-pages": 6,
    "actions/deploy-pages": 5,
    "actions/setup-python": 6,
    "actions/upload-artifact": 6,
    "actions/upload-pages-artifact": 5,
}


def read(path):
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def against_the_schema(path, schema):
    """Where a file differs from a schema; check-jsonschema has the schemas with it and asks no other host."""
    rules = get_builtin_schema(schema)
    error = best_match(validators.validator_for(rules)(rules).iter_errors(read(path)))
    if error is None:
        return ""
    return "; ".join(f"{one.json_path}: {one.message}" for one in error.context or [error])


def jobs_of(workflow):
    return workflow["jobs"].values()


def steps_of(document):
    """The steps of a workflow, or of an action of our own."""
    if "runs" in document:
        return document["runs"]["steps"]
    return [step for job in jobs_of(document) for step in job["steps"]]


def commands_of(document):
    return [line.strip() for step in steps_of(document) for line in step.get("run", "").splitlines()]


def unknown_commands(document):
    """Commands that run a target or a file of the project that is not there."""
    wrong = []
    for line in commands_of(document):
        wrong += [line for target in re.findall(r"\bmake ([a-z][a-z-]*)", line) if target not in TARGETS]
        files = re.findall(r"(?:^|[\s(])((?:\.ci|book|tools|tests)/[\w./-]+)", line)
        wrong += [line for name in files if not (ROOT / name).is_file()]
    return wrong


def old_actions(document):
    """Actions at a major that GitHub's runners cannot run any more, at none, or that are not known here."""
    used = [step["uses"] for step in steps_of(document) if "uses" in step and not step["uses"].startswith("./")]
    return [
        use for use in used
        if not (match := re.fullmatch(r"([\w-]+/[\w-]+)@v(\d+)", use)) or int(match[2]) < NODE_24.get(match[1], 10**6)
    ]  # fmt: skip


def pythons_of(document):
    """Every version of Python that a document names."""
    given = [step.get("with", {}) for step in steps_of(document)]
    text = [str(values["python-version"]) for values in given if "python-version" in values]
    for job in jobs_of(document) if "jobs" in document else ():
        text += map(str, job.get("strategy", {}).get("matrix", {}).get("python", []))
    return {version for version in text if not version.startswith("${{")}


def writers(workflow):
    """The rights to write that each job has."""
    default = workflow.get("permissions")
    assert isinstance(default, dict), "a workflow says what it may do, or it may do what the repository's default is"
    return {
        name: {right for right, level in job.get("permissions", default).items() if level == "write"}
        for name, job in workflow["jobs"].items()
    }


@pytest.fixture(scope="module")
def promised():
    """The oldest and the newest Python of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest, above = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", project["requires-python"]).groups()
    return [f"3.{minor}" for minor in range(int(oldest), int(above))]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_has_github_s_form(path):
    assert against_the_schema(path, "vendor.github-workflows") == ""


@pytest.mark.parametrize("path", ACTIONS, ids=lambda path: path.parent.name)
def test_action_has_github_s_form(path):
    assert against_the_schema(path, "vendor.github-actions") == ""


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("CITATION.cff", "vendor.citation-file-format"),
        (".github/ISSUE_TEMPLATE/config.yml", "vendor.github-issue-config"),
        (".github/ISSUE_TEMPLATE/wrong.yml", "vendor.github-issue-forms"),
        (".github/ISSUE_TEMPLATE/access.yml", "vendor.github-issue-forms"),
        (".github/ISSUE_TEMPLATE/fault.yml", "vendor.github-issue-forms"),
    ],
)
def test_what_others_read_of_the_repository_has_their_form(path, schema):
    assert against_the_schema(ROOT / path, schema) == ""


@pytest.mark.parametrize("path", WORKFLOWS + ACTIONS, ids=lambda path: str(path.relative_to(GITHUB)))
def test_what_is_run_is_there_and_still_runs(path, promised):
    document = read(path)
    assert unknown_commands(document) == []
    assert old_actions(document) == []
    assert pythons_of(document) <= set(promised)
    ours = [step["uses"] for step in steps_of(document) if step.get("uses", "").startswith("./")]
    assert [name for name in ours if not (ROOT / name / "action.yml").is_file()] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_runners_are_named_by_version_and_runs_end_and_give_way(path):
    workflow = read(path)
    assert [name for name, job in workflow["jobs"].items() if not 0 < job.get("timeout-minutes", 0) <= 60] == []
    assert [job["runs-on"] for job in jobs_of(workflow) if not re.search(r"-\d", job["runs-on"])] == []
    assert workflow["concurrency"]["group"]


def test_every_change_runs_ci_on_the_oldest_and_the_newest_python(promised):
    workflow = read(GITHUB / "workflows" / "tests.yml")
    assert {"push", "pull_request"} <= set(workflow["on"])
    assert workflow["on"]["push"] is None and workflow["on"]["pull_request"] is None, "every branch, every change"
    linux = workflow["jobs"]["linux"]
    assert ".ci/run" in [step.get("run") for step in linux["steps"]]
    assert linux["strategy"]["matrix"]["python"] == [promised[0], promised[-1]]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_numbers_are_tested_on_apple_s_processor():
    apple = read(GITHUB / "workflows" / "tests.yml")["jobs"]["apple"]
    assert re.fullmatch(r"macos-\d+", apple["runs-on"]), "those labels alone are ARM and free"
    assert "make numbers" in [step.get("run") for step in apple["steps"]]
    named = subprocess.run(["make", "-n", "numbers"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "build_book.py --clean" in named
    tests = re.findall(r"\btests/[\w/.]+", named)
    assert {"tests/lstm_lib", "tests/quizzes/test_prove.py"} <= set(tests)
    assert [name for name in tests if not (ROOT / name).exists()] == []


def test_only_publishing_may_write():
    rights = {path.stem: writers(read(path)) for path in WORKFLOWS}
    assert rights.pop("pages") == {"build": set(), "publish": {"pages", "id-token"}}
    assert all(not any(jobs.values()) for jobs in rights.values()), rights
    checkouts = [step for path in WORKFLOWS for step in steps_of(read(path)) if "checkout" in step.get("uses", "")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_pages_builds_with_the_address_of_the_site():
    build = read(GITHUB / "workflows" / "pages.yml")["jobs"]["build"]["steps"]
    (make,) = (step for step in build if step.get("run") == "make book")
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "book" / "_ext").glob("*.py"))
    assert [name for name in make["env"] if f'"{name}"' not in source] == []
    (upload,) = (step for step in build if "upload-pages-artifact" in step.get("uses", ""))
    assert upload["with"]["path"] == "_build/html"


def test_a_pull_request_can_be_looked_at_and_its_code_has_no_right_to_publish():
    workflow = read(GITHUB / "workflows" / "preview.yml")
    assert set(workflow["on"]) == {"pull_request"}, "pull_request_target would hand rights to a stranger's code"
    steps = workflow["jobs"]["build"]["steps"]
    (upload,) = (step for step in steps if "upload-artifact" in step.get("uses", ""))
    assert upload["with"]["path"] == "_build/html"
    lines = [line for step in steps for line in step.get("run", "").splitlines()]
    assert all("${{" not in line for line in lines), "what a stranger may name reaches a shell as a variable alone"
    (changed,) = (line for line in lines if "git diff" in line)
    assert "HEAD^1" in changed
    (checkout,) = (step for step in steps if "checkout" in step.get("uses", ""))
    assert checkout["with"]["fetch-depth"] == 2
    watched = [pattern.split("*")[0].rstrip("/") for pattern in workflow["on"]["pull_request"]["paths"]]
    assert [name for name in watched if not (ROOT / name).exists()] == []


@pytest.fixture(scope="module")
def cell_hash():
    spec = importlib.util.spec_from_file_location("library_hash", ROOT / "book" / "_ext" / "library_hash.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_executed_cells_are_cached_under_the_hash_of_the_build(cell_hash):
    steps = steps_of(read(GITHUB / "actions" / "prepare" / "action.yml"))
    (cache,) = (step for step in steps if step.get("uses", "").startswith("actions/cache@"))
    (library,) = (step for step in steps if step.get("id") == "library")
    site = (ROOT / "book" / "_ext" / "course_site.py").read_text(encoding="utf-8")
    assert cache["with"]["path"] == "_build/.jupyter_cache"
    assert 'BUILD / ".jupyter_cache"' in site and "caches / library_hash()" in site
    for key in (cache["with"]["key"], cache["with"]["restore-keys"]):
        assert "${{ steps.library.outputs.hash }}" in key, "cells of another library are never taken"
        assert "${{ runner.os }}" in key
    command = shlex.split(re.search(r"\$\((python3 .*?)\)", library["run"])[1])
    started = [sys.executable, "-S", *command[1:]]  # no packages are there yet
    done = subprocess.run(started, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == cell_hash.library_hash()


def test_hash_of_the_build_is_of_the_library_and_not_of_a_chapter(cell_hash, tmp_path):
    for name in ("lstm_lib/lstm.py", "quizzes/bank/gates.yml", "book/gates.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("old")
    before = cell_hash.library_hash(tmp_path)
    (tmp_path / "book/gates.md").write_text("new")
    (tmp_path / "lstm_lib/__pycache__").mkdir()
    (tmp_path / "lstm_lib/__pycache__/lstm.pyc").write_text("new")
    assert cell_hash.library_hash(tmp_path) == before
    (tmp_path / "lstm_lib/lstm.py").write_text("new")
    assert cell_hash.library_hash(tmp_path) != before


WRONG = """\
on: push
permissions: {}
jobs:
  one:
    runs-on: ubuntu-24.04
    permissions: {contents: write}
    steps:
      - uses: actions/checkout@v4
      - uses: someone/something@v9
      - uses: actions/cache@main
      - uses: actions/setup-python@v7
        with: {python-version: "3.10"}
      - run: |
          make coffee
          python3 tools/gone.py
          make book
"""


def test_the_rules_find_what_is_wrong(tmp_path):
    path = tmp_path / "wrong.yml"
    path.write_text(WRONG)
    document = read(path)
    assert unknown_commands(document) == ["make coffee", "python3 tools/gone.py"]
    assert old_actions(document) == ["actions/checkout@v4", "someone/something@v9", "actions/cache@main"]
    assert pythons_of(document) == {"3.10"}
    assert writers(document) == {"one": {"contents"}}
    assert against_the_schema(path, "vendor.github-workflows") == ""
    path.write_text(WRONG.replace("runs-on", "run-on"))
    assert "runs-on" in against_the_schema(path, "vendor.github-workflows")
