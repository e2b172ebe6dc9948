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
    """Return how many submissions were graded and what that took; stop where the right ones do not get everything."""
    python = HOME / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
        wanted = [f"otter-grader=={VERSION}", *_pinned("numpy", "ipykernel", "ruamel-yaml", "jsonschema"), "scipy"]
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
        graded = json.loads((work / "results.json").read_text())["tests"]
        points, most = (sum(test.get(word, 0) for test in graded) for word in ("score", "max_score"))
        if (points == most) != (int(folder.name[1:]) % 3 != 2):  # every third is wrong
            raise SystemExit(f"otter: {folder.name} has {points} of {most} points: {graded[0]['output'][:1000]}")
        total = Spent(
            total.wall_s + spent.wall_s, total.cpu_s + spent.cpu_s, max(total.peak_mb, spent.peak_mb),
            max(total.own_mb, spent.own_mb), "",
        )  # fmt: skip
    return count, total


def _pinned(*names):
    """Return the requirements of these packages as the project pins them."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    return [line.split()[0] for line in lines if line.split("==")[0].lower().replace("_", "-") in names]


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
