"""What the tests of exports share: the sample bank and the course's own, each exported."""

import subprocess
from pathlib import Path

import pytest

from quizzes.load import load_bank


@pytest.fixture(scope="session", params=["sample", "course"])
def exported_bank(request, sample):
    return sample if request.param == "sample" else load_bank()


@pytest.fixture
def commit(tmp_path):
    """Return a function that commits all that is in a folder, at midnight UTC of a date."""

    def run(root: Path, date: str) -> None:
        stamp = f"{date}T00:00:00+00:00"
        env = {"GIT_COMMITTER_DATE": stamp, "GIT_AUTHOR_DATE": stamp, "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.hooksPath=/dev/null"]
        for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "--allow-empty", "-m", date]):
            subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, env=env, capture_output=True)

    return run
