"""Assignments of other courses, as in tests/courses: said at release, graded warm or cold, told to learners."""

import contextlib
import io
import json
import sys
from pathlib import Path

import pytest

from quizzes.cli import main

sys.path.append(str(Path(__file__).parent))  # pytest's importlib mode does not
from course_files import read_sources, submission  # noqa: E402

pytestmark = pytest.mark.slow
SOURCES = read_sources()
GRADED = [name for name, source in SOURCES.items() if source.expected]
CONFIG = 'c = get_config()  # noqa: F821\nc.CourseDirectory.course_id = "theirs"\nc.Execute.timeout = 30\n'


def quizzes(*arguments):
    """Run a command in this process; return its exit code, its output, and what it told."""
    out, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        code = main([str(argument) for argument in arguments])
    return code, out.getvalue(), told.getvalue()


def marks(source):
    """Return the marks around solutions that the file's configuration sets."""
    found = [line.split('"')[1] for line in source.lines.get("config", []) if "solution_delimeter" in line]
    return found or ["BEGIN SOLUTION", "END SOLUTION"]


class Course:
    """A course and the assignment of one file in it."""

    def __init__(self, root, name):
        self.root, self.name, self.source = root, name, SOURCES[name]
        folder = root / "source" / name
        folder.mkdir(parents=True)
        (root / "nbgrader_config.py").write_text(CONFIG + "\n".join(self.source.lines.get("config", [])))
        (root / "course.toml").write_text("\n".join(self.source.lines.get("toml", [])))
        (folder / f"{name}.ipynb").write_text(json.dumps(self.source.notebook()))
        for line in self.source.lines.get("file", []):
            file, size = line.split()
            (folder / file).parent.mkdir(exist_ok=True)
            (folder / file).write_bytes(b"x" * int(size))
        for line in self.source.lines.get("package", []):
            module, _, text = line.partition(" ")
            (root / "packages" / module).mkdir(parents=True)
            (root / "packages" / module / "__init__.py").write_text(text)
        self.code, _, self.said = quizzes("release", name, "--course", root)
        self.release = root / "release" / name / f"{name}.ipynb"

    def hand_in(self):
        release = json.loads(self.release.read_text())
        for student in self.source.expected:
            folder = self.root / "submitted" / student / self.name
            folder.mkdir(parents=True, exist_ok=True)
            made = submission(self.source, release, student, marks(self.source))
            (folder / f"{self.name}.ipynb").write_text(json.dumps(made))


@pytest.fixture(scope="module")
def courses(tmp_path_factory):
    """Assignments that have been released, made once."""
    made, roots = {}, {}

    def course(name):
        if name not in made:
            settings = repr([SOURCES[name].lines.get(what) for what in ("config", "toml", "package", "doctor")])
            if settings not in roots:  # files with the same settings share a course
                roots[settings] = tmp_path_factory.mktemp("course")
            made[name] = Course(roots[settings], name)
        return made[name]

    return course


@pytest.mark.parametrize("name", SOURCES)
def test_release_says_what_is_wrong_with_a_source(courses, name):
    course = courses(name)
    if refused := course.source.one("refused"):
        assert refused in course.said
        assert course.code == 1
        assert f"not released: {course.root.as_posix()}/release/{name}" in course.said
        assert not course.release.exists()
        return
    expected = course.source.one("release")
    if expected == "fine":
        assert course.said == f"released: {course.root.as_posix()}/release/{name}\n"
    assert expected in ("fine", "") or expected in course.said
    assert course.code == (0 if expected == "fine" or expected.startswith("note: ") else 1)
    text = "\n".join("".join(cell["source"]) for cell in json.loads(course.release.read_text())["cells"])
    for line in course.source.lines.get("handed out", []):
        assert line in text
    for line in course.source.lines.get("not handed out", []):
        assert line not in text


@pytest.mark.ways
@pytest.mark.parametrize("mode", ["warm", "cold"])
@pytest.mark.parametrize("name", GRADED)
def test_submissions_come_to_what_they_are_worth(courses, name, mode):
    course = courses(name)
    course.hand_in()
    code, out, told = quizzes("grade", name, "--course", course.root, "--json", *(["--cold"] if mode == "cold" else []))
    assert code == 0, told
    *grades, totals = map(json.loads, out.splitlines())
    actual = {grade["student"]: shown(grade, course.source.expected[grade["student"]]) for grade in grades}
    assert actual == course.source.expected
    within = course.source.one("within", "-")
    if within != "-":
        assert sorted(totals.get("in_learners_kernel", [])) == [each for each in within.split(", ") if each]
    assert ", ".join(totals.get("own_solution_fails", {})) == course.source.one("unproven")
    for student, line in course.source.feedback.items():
        page = course.root / "feedback" / student / name / f"{name}.html"
        assert line in page.read_text(encoding="utf-8")


def shown(grade, expected):
    """Return a grade as the file says it: with those of its tasks that the file names."""
    named = [part.split(" ")[0] for part in expected.partition("; ")[2].split(", ") if part]
    tasks = {task["id"]: task["outcome"] for task in grade["tasks"]}
    line = f"{grade['outcome']} {grade['score']:g}"
    return line + ("; " + ", ".join(f"{task} {tasks.get(task)}" for task in named) if named else "")


@pytest.mark.parametrize("name", [name for name, source in SOURCES.items() if source.one("doctor")])
def test_doctor_names_what_an_assignment_cannot_import(courses, name):
    course = courses(name)
    code, out, told = quizzes("doctor", "--course", course.root)
    assert code == 1
    assert course.source.one("doctor") in out
    assert f"--target {course.root}/packages NAME" in out
    assert f"what is imported cannot be had in the sandbox: {name}" in told
