"""otter-grader on the same submissions: `otter run`, one after the other, in an environment of its own."""

import json
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

from benchmarks.grading.courses import ROOT
from benchmarks.grading.measure import Spent, measure

VERSION = "7.0.0"
HOME = ROOT / "_build" / "otter"


def otter_rate(course, name, count):
    """Return how many submissions were graded and what that took."""
    python = HOME / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
        wanted = [f"otter-grader=={VERSION}", "numpy==2.4.6", "ipykernel==7.4.0", "scipy"]
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *wanted], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--no-deps", "-e", str(ROOT)], check=True)
    work = Path(course) / "otter"
    work.mkdir(exist_ok=True)
    archive = _autograder(work, name)
    total = Spent(0.0, 0.0, 0.0, 0.0, "")
    for folder in sorted((Path(course) / "submitted").iterdir())[:count]:
        copy = work / f"{folder.name}.ipynb"
        copy.write_text((folder / name / f"{name}.ipynb").read_text())
        spent = measure([HOME / "bin" / "otter", "run", "-a", archive, copy, "--no-logo"], work)
        total = Spent(
            total.wall_s + spent.wall_s, total.cpu_s + spent.cpu_s, max(total.peak_mb, spent.peak_mb),
            max(total.own_mb, spent.own_mb), "",
        )  # fmt: skip
    return count, total


def _autograder(work, name):
    """Write the autograder's zip: one test file a task, which judges in the learner's process, as otter does."""
    from quizzes.checks.load import load_tasks

    archive = work / "autograder.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("otter_config.json", json.dumps({"lang": "python", "autograder_dir": str(work / "autograder")}))
        file.writestr("requirements.txt", "")
        for task in load_tasks(name).values():
            source = f"""
                from otter.test_files import test_case
                OK_FORMAT = False
                name = "{task.id}"
                points = {task.points}

                @test_case(points={task.points}, hidden=False)
                def judge(env):
                    from quizzes.checks.inside import judge_here
                    assert judge_here("{name}", "{task.id}", env) == {task.points}
            """
            file.writestr(f"tests/{task.id}.py", textwrap.dedent(source).lstrip())
    return archive
