"""A command in a fork says and does what one that was started by itself does."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from forked import ROOT, run_command  # noqa: E402


def works_in(process, folder):
    """Say whether a process is in a folder; one that has ended, and waits to be noticed, is nowhere."""
    try:
        return process.cwd() == str(folder)
    except psutil.Error:
        return False


@pytest.mark.parametrize(
    "words", [["--help"], ["nonsense"], ["report", "gates", "--course", "nowhere"], ["export", "x"]]
)
def test_it_says_what_the_started_one_says(words, tmp_path):
    command = [sys.executable, "-m", "quizzes.cli", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "70"}
    started = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    forked = run_command(*words, cwd=tmp_path, env={"COLUMNS": "70"})
    assert (forked.returncode, forked.stdout) == (started.returncode, started.stdout.replace("cli.py", "quizzes"))
    assert forked.stderr == started.stderr.replace("cli.py", "quizzes")
    together = run_command(*words, cwd=tmp_path, env={"COLUMNS": "70"}, together=True)
    assert (together.stdout, together.stderr) == (forked.stdout + forked.stderr, "")


def test_each_has_a_process_a_folder_and_an_environment_of_its_own(tmp_path):
    before = Path.cwd(), dict(os.environ)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        done = run_command("new-project", "here", cwd=tmp_path / name, env={"HOME": str(tmp_path / name)})
        assert done.returncode == 0, done.stderr
        assert (tmp_path / name / "here" / "quizzes.toml").is_file()
    assert (Path.cwd(), dict(os.environ)) == before


def test_one_that_takes_too_long_is_ended_and_the_next_one_runs(tmp_path):
    os.mkfifo(tmp_path / "roster.csv")  # nobody writes, so the command waits
    started = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        run_command("new-course", "course", "--roster", "roster.csv", cwd=tmp_path, timeout=1)
    assert time.monotonic() - started < 60
    waiting = [each for each in psutil.Process().children(recursive=True) if works_in(each, tmp_path)]
    assert waiting == []
    assert run_command("--help").returncode == 0
