"""The image and the dev container: no Docker is here to build them, so what they say is held to what there is."""

import json
import re
import shlex
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IGNORED = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
KNOWN = {"FROM", "RUN", "USER", "WORKDIR", "COPY", "EXPOSE", "CMD"}
# Of the dev containers' schema (containers.dev): the fields of one that is built, and what a port may do.
FIELDS = {
    "name", "build", "workspaceMount", "workspaceFolder", "remoteUser", "updateRemoteUserUID", "overrideCommand",
    "forwardPorts", "portsAttributes", "postCreateCommand", "postAttachCommand", "customizations",
}  # fmt: skip
ON_FORWARD = {"notify", "openBrowser", "openBrowserOnce", "openPreview", "silent", "ignore"}


def instructions(text):
    """The instructions, each with what it is given."""
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return [tuple(line.split(maxsplit=1)) for line in text.splitlines() if line.strip()]


def unknown_commands(line):
    runs = re.findall(r"(?:^|&&)\s*make ((?:[a-z][a-z-]*\s?)+)", line)
    wrong = [target for names in runs for target in names.split()]
    files = re.findall(r"\b((?:tools|book)/[\w./-]+)", line)
    return [name for name in wrong if name not in TARGETS] + [name for name in files if not (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def steps():
    return instructions(DOCKERFILE)


def test_image_is_made_of_known_instructions_and_ends_with_the_served_course(steps):
    assert {name for name, _ in steps} <= KNOWN
    assert [name for name, _ in steps].count("FROM") == 1
    name, given = steps[-1]
    assert name == "CMD"
    command = json.loads(given)
    assert command[:2] == ["make", "serve"]
    assert "BIND=0.0.0.0" in command, "the loopback of a container is reached by nobody"
    assert "--bind $(BIND)" in (ROOT / "Makefile").read_text()
    ports = [given for name, given in steps if name == "EXPOSE"]
    assert ports == re.findall(r"^PORT \?= (\d+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_image_runs_what_there_is_as_a_user_without_rights(steps):
    assert [wrong for name, given in steps if name in ("RUN", "CMD") for wrong in unknown_commands(given)] == []
    users = [given for name, given in steps if name == "USER"]
    assert users and users[-1] != "root"
    made = next(place for place, (name, given) in enumerate(steps) if "make setup" in given)
    assert ("USER", users[-1]) in steps[:made]


def test_image_has_a_python_that_is_promised_and_a_system_with_a_name(steps):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest, above = map(int, re.fullmatch(r">=3\.(\d+),<3\.(\d+)", project["requires-python"]).groups())
    minor, system = re.fullmatch(r"python:3\.(\d+)-slim-(\w+)", steps[0][1]).groups()
    assert oldest <= int(minor) < above
    assert system in ("bookworm", "trixie")


def test_image_copies_files_that_are_there_and_nothing_that_a_machine_made(steps):
    sources = [
        source for name, given in steps if name == "COPY" for source in shlex.split(given)[:-1] if source[:2] != "--"
    ]
    assert sources[-1] == "."
    assert [source for source in sources if source != "." and not list(ROOT.glob(source))] == []
    made = [line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()]
    heavy = [name for name in made if name in (".venv", "_build", "node_modules", "course")]
    assert len(heavy) == 4
    assert [name for name in [*heavy, ".git"] if name not in IGNORED] == []
    lost = [source for source in sources if source != "." and any(fnmatch(source, name) for name in IGNORED)]
    assert lost == []


def test_dev_container_has_the_form_of_its_schema_and_ends_with_the_served_course(steps):
    path = ROOT / ".devcontainer" / "devcontainer.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    assert set(document) <= FIELDS
    assert set(document["build"]) <= {"dockerfile", "context"}
    assert (path.parent / document["build"]["dockerfile"]).resolve() == ROOT / "Dockerfile"
    assert (path.parent / document["build"]["context"]).resolve() == ROOT
    assert ("workspaceMount" in document) == ("workspaceFolder" in document), "the schema asks for both or none"
    assert f"target={document['workspaceFolder']}," in document["workspaceMount"]
    assert ("USER", document["remoteUser"]) in steps
    assert all(isinstance(port, int) and 0 < port < 65536 for port in document["forwardPorts"])
    assert set(document["portsAttributes"]) == {str(port) for port in document["forwardPorts"]}
    assert {each["onAutoForward"] for each in document["portsAttributes"].values()} <= ON_FORWARD
    for moment in ("postCreateCommand", "postAttachCommand"):
        assert unknown_commands(document[moment]) == []
    assert document["postAttachCommand"] == "make serve"


def test_the_rules_find_what_is_wrong():
    assert unknown_commands("make setup coffee && tools/gone.py") == ["coffee", "tools/gone.py"]
    assert instructions("# a\nFROM x\nRUN a \\\n  && b\n") == [("FROM", "x"), ("RUN", "a    && b")]
