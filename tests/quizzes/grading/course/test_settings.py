"""The course's settings: what they mean, and every mistake in them told at once."""

import tomllib
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime

import pytest

from quizzes.errors import UsageError
from quizzes.grading.record.late import penalty
from quizzes.grading.record.nbgrader_course import LONGEST_S, NbgraderCourse
from quizzes.grading.sandbox.limits import Limits
from quizzes.grading.course.settings import TEMPLATE, Deadline, Late, Settings, read_book, read_settings, template

OURS = {"gates": {"metadata": {"quizzes": {"stubs": "in the text"}}, "cells": []}}
THEIRS = {"hw": {"metadata": {}, "cells": [{"cell_type": "code", "source": "long()", "metadata": {}}] * 3}}


def settings(tmp_path, text):
    (tmp_path / "course.toml").write_text(text, encoding="utf-8")
    return read_settings(tmp_path)


def test_course_without_settings_has_the_defaults(tmp_path):
    assert read_settings(tmp_path) == settings(tmp_path, TEMPLATE) == Settings()


def test_template_without_its_marks_is_valid(tmp_path):
    lines = [line.removeprefix("# ") for line in TEMPLATE.splitlines()[2:]]  # what is a comment within stays one
    found = settings(tmp_path, "\n".join(lines))
    assert str(found.zone) == "Europe/Berlin"
    assert found.book == "https://example.edu/recurrent/"
    assert found.late == Late(per_day=0.1, at_most=0.5, grace_minutes=15.0, closed_after_days=7.0)
    assert replace(Limits(), **found.limits) == Limits()
    assert found.deadline("gates").due == datetime(2026, 10, 5, 21, 59, tzinfo=UTC)
    assert found.deadline("gates").extensions == {"ada": datetime(2026, 10, 12, 21, 59, tzinfo=UTC)}
    assert found.deadline("states").due is None


def test_every_mistake_is_told(tmp_path):
    with pytest.raises(UsageError) as caught:
        settings(
            tmp_path,
            'timezone = "Atlantis"\nbook = "www"\ncolour = 1\n[late]\nper_day = 10\ngrace = 1\n'
            "[limits]\nmemory = 1\nmemory_mb = 0\ncell_cpu_s = true\n"
            '[assignments.gates]\ndue = "tomorrow"\n',
        )
    assert str(caught.value).splitlines()[1:] == [
        "  colour: unknown; did you mean 'course_id'?",
        "  timezone: expected a name such as 'Europe/Berlin', got 'Atlantis'",
        "  book: expected an address such as 'https://example.edu/recurrent/', got 'www'",
        "  late.grace: unknown; did you mean 'grace_minutes'?",
        "  late.per_day: expected a share from 0 to 1, got 10",
        "  limits.memory: unknown; did you mean 'memory_mb'?",
        "  limits.cell_cpu_s: expected a number above 0, got True",
        "  limits.memory_mb: expected a number above 0, got 0",
        "  assignments.gates.due: expected a time such as 2026-10-05T23:59:00 (without quotes), got 'tomorrow'",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("late = 5", "late: expected a part [late] with lines below it, got 5"),
        ("limits = [1]", "limits: expected a part [limits] with lines below it, got [1]"),
        ("assignments = 3", "assignments: expected a part [assignments] with lines below it, got 3"),
        ("[assignments]\ngates = 2026-10-05T23:59:00",
         "assignments.gates: expected a part [assignments.gates] with lines below it, got datetime.datetime("),
        ("[assignments.gates]\nextensions = 'ada'",
         "assignments.gates.extensions: expected a part [assignments.gates.extensions] with lines below it, got 'ada'"),
        ("[assignments.gates]\ndeu = 2026-10-05T23:59:00", "assignments.gates.deu: unknown; did you mean 'due'?"),
        ("[assignments.gates]\ndue = 2026-10-05", "assignments.gates.due: expected a time such as 2026-10-05T23:59:00"),
        ("[asignments.gates]", "asignments: unknown; did you mean 'assignments'?"),
        ("[when.gates]", "when: unknown; expected one of timezone, book, gradebook, exchange, course_id, untouched, late"),
        ("exchange = 'exchange'", "exchange: expected a folder such as '/srv/nbgrader/exchange', got 'exchange'"),
        ("course_id = 'a/b'", "course_id: expected letters, digits, - and _, such as 'rnn-2026', got 'a/b'"),
        ("[assignments.gates]\nwithout = 'sklearn'", "assignments.gates.without: expected a list of modules such as ['sklearn'], got 'sklearn'"),
        ("[assignments.gates]\nwithout = [3]", "assignments.gates.without: expected a list of modules such as ['sklearn'], got [3]"),
        ("[assignments.gates]\nwithout = ['a b']", "assignments.gates.without: expected a list of modules such as ['sklearn'], got ['a b']"),
        ("[late]\nper_day = nan", "late.per_day: expected a share from 0 to 1, got nan"),
        ("[late]\nper_day = true", "late.per_day: expected a share from 0 to 1, got True"),
        ("[late]\nat_most = 1.01", "late.at_most: expected a share from 0 to 1, got 1.01"),
        ("[late]\nper_day = -0.1", "late.per_day: expected a share from 0 to 1, got -0.1"),
        ("[late]\ngrace_minutes = 'ten'", "late.grace_minutes: expected a number from 0, got 'ten'"),
        ("[late]\ngrace_minutes = -1", "late.grace_minutes: expected a number from 0, got -1"),
        ("[limits]\nmemory_mb = -1", "limits.memory_mb: expected a number above 0, got -1"),
        ("[limits]\nmemory_mb = inf", "limits.memory_mb: expected a number above 0, got inf"),
        ("[limits]\nmemory_mb = '1'", "limits.memory_mb: expected a number above 0, got '1'"),
        ("gradebook = 'gradebook.db'", "gradebook: expected an address such as 'postgresql+psycopg://host/name', got 'gradebook.db'"),
        ("gradebook = 7", "gradebook: expected an address such as 'postgresql+psycopg://host/name', got 7"),
        ("exchange = 7", "exchange: expected a folder such as '/srv/nbgrader/exchange', got 7"),
        ("course_id = 7", "course_id: expected letters, digits, - and _, such as 'rnn-2026', got 7"),
        ("book = 7", "book: expected an address such as 'https://example.edu/recurrent/', got 7"),
    ],
)  # fmt: skip
def test_setting_of_another_kind_is_told(tmp_path, text, problem):
    with pytest.raises(UsageError) as caught:
        settings(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path}/course.toml has 1 mistake\n  {problem}")


def test_names_that_the_course_does_not_have_are_told_with_the_nearest(tmp_path):
    for name in ("gates", "rnn"):
        (tmp_path / "source" / name).mkdir(parents=True)
    (tmp_path / "roster.csv").write_text("id\nada\nbob\n", encoding="utf-8")
    time = "2026-10-05T23:59:00"
    with pytest.raises(UsageError) as caught:
        settings(
            tmp_path,
            f"colour = 1\n[assignments.gate]\ndue = {time}\n[assignments.x]\ndue = {time}\n"
            f"[assignments.rnn.extensions]\nadda = {time}\nbob = {time}\nzoe = {time}\n",
        )
    assert str(caught.value).splitlines()[1:] == [
        "  colour: unknown; did you mean 'course_id'?",
        "  assignments.gate: no such assignment in source/; did you mean 'gates'?",
        "  assignments.x: no such assignment in source/; the course has gates, rnn",
        "  assignments.rnn.extensions.adda: not in roster.csv; did you mean 'ada'?",
        "  assignments.rnn.extensions.zoe: not in roster.csv",
    ]


def test_times_are_those_of_the_courses_zone_in_summer_and_winter(tmp_path):
    found = settings(
        tmp_path,
        '\ufefftimezone = "Europe/Berlin"\n[assignments.a]\ndue = 2026-10-24T23:59:00\n'
        "[assignments.b]\ndue = 2026-10-26T23:59:00\n[assignments.c]\ndue = 2026-10-26T23:59:00-04:00\n",
    )
    assert [found.deadline(name).due.isoformat() for name in "abc"] == [
        "2026-10-24T21:59:00+00:00", "2026-10-26T22:59:00+00:00", "2026-10-27T03:59:00+00:00"]  # fmt: skip
    assert [found.shown(found.deadline(name).due) for name in "ab"] == ["2026-10-24 23:59 CEST", "2026-10-26 23:59 CET"]


def test_limits_of_the_settings_count_beside_the_configurations_time(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.Execute.timeout = 4\n", encoding="utf-8")
    assert NbgraderCourse(tmp_path).limits(Limits(), OURS) == Limits(cell_wall_s=4.0, cell_cpu_s=4.0)
    (tmp_path / "course.toml").write_text("[limits]\ncell_cpu_s = 1.5\nmemory_mb = 512\n", encoding="utf-8")
    assert NbgraderCourse(tmp_path).limits(Limits(), OURS) == Limits(cell_wall_s=4.0, cell_cpu_s=1.5, memory_mb=512)


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("c.Execute.timeout = 600", 600.0),
        ("c.ExecutePreprocessor.timeout = 500", 500.0),
        ("c.Execute.timeout = 7\nc.ExecutePreprocessor.timeout = 500", 7.0),
        ("", 30.0),  # nbgrader's own
        ("c.Execute.timeout = None", LONGEST_S),
        ("c.Execute.timeout = -1", LONGEST_S),
        ("c.Execute.timeout_func = lambda cell: 900 if 'long' in cell.source else 5", 900.0),
    ],
)
def test_timeout_means_what_it_means_to_nbgrader_and_nothing_cuts_it(tmp_path, line, seconds):
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{line}\n", encoding="utf-8")
    found = NbgraderCourse(tmp_path).limits(Limits(), THEIRS)
    cells = len(THEIRS["hw"]["cells"])
    assert found.cell_wall_s == seconds
    assert found.cell_cpu_s >= seconds * found.processes  # all that its processes can use by the clock
    assert found.submission_wall_s >= seconds * cells
    assert found.submission_cpu_s >= found.cell_cpu_s * cells
    assert type(found.submission_cpu_s) is int  # as the system takes it


def test_settings_say_more_than_the_timeout(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.Execute.timeout = 60\n", encoding="utf-8")
    (tmp_path / "course.toml").write_text("[limits]\ncell_wall_s = 90\nsubmission_wall_s = 100\n", encoding="utf-8")
    found = NbgraderCourse(tmp_path).limits(Limits(), THEIRS)
    assert (found.cell_wall_s, found.submission_wall_s) == (90, 100)
    assert found.cell_cpu_s >= 90 * found.processes


def test_what_an_untouched_answer_gets_is_zero_or_asked(tmp_path):
    assert settings(tmp_path, "").untouched == "zero"
    assert settings(tmp_path, 'untouched = "ask"').untouched == "ask"
    with pytest.raises(UsageError, match="untouched: expected 'zero' or 'ask', got 1"):
        settings(tmp_path, "untouched = 1")


def test_file_that_is_no_toml_is_told(tmp_path):
    with pytest.raises(UsageError, match=r"course\.toml: not TOML: .*line 1"):
        settings(tmp_path, "due tomorrow")


@pytest.mark.parametrize(
    ("late", "hours", "cost"),
    [
        (Late(), 1000, 0.0),
        (Late(per_day=0.1), 0, 0.0),
        (Late(per_day=0.1), 0.01, 1.0),
        (Late(per_day=0.1), 24, 1.0),
        (Late(per_day=0.1), 24.1, 2.0),
        (Late(per_day=0.1, grace_minutes=30), 0.5, 0.0),
        (Late(per_day=0.1, grace_minutes=30), 0.51, 1.0),
        (Late(per_day=0.1, grace_minutes=30), 24.1, 2.0),  # days are counted from the due time
        (Late(per_day=0.1), 24 * 99, 10.0),
        (Late(per_day=0.1, at_most=0.5), 24 * 99, 5.0),
        (Late(closed_after_days=2), 48, 0.0),
        (Late(closed_after_days=2), 48.1, 10.0),
    ],
)
def test_penalty_of_ten_points(late, hours, cost):
    assert penalty(late, 10.0, hours * 3600) == cost


def test_penalty_is_kept_to_hundredths():
    assert penalty(Late(per_day=0.125), 9.9, 3600) == 1.24


def test_what_is_at_the_edge_may_be_said(tmp_path):
    found = settings(tmp_path, "[late]\nper_day = 0\nat_most = 1\ngrace_minutes = 1440\n[limits]\nfile_mb = 0.5\n")
    assert found.late == Late(per_day=0.0, at_most=1.0, grace_minutes=1440.0)
    assert found.limits == {"file_mb": 0.5}


def test_nothing_about_lateness_means_that_it_costs_nothing(tmp_path):
    assert settings(tmp_path, "[late]\nper_day = 0.1").late == Late(0.1, at_most=1.0, grace_minutes=0.0)


def test_assignment_has_a_deadline_where_one_is_said_for_it_or_for_one_student(tmp_path):
    time = "2026-10-05T23:59:00"
    found = settings(
        tmp_path,
        f"[assignments.a]\ndue = {time}\n[assignments.b.extensions]\nada = {time}\n"
        f'[assignments.c]\nwithout = ["sklearn"]\n[assignments.d]\ndue = {time}\nextensions = {{ada = {time}}}\n',
    )
    assert list(found.deadlines) == ["a", "b", "d"]
    assert found.without == {"c": {"sklearn"}}
    assert found.deadline("c") == Deadline()


@pytest.mark.parametrize(
    ("address", "book"),
    [("", ""), ("https://x.org/rnn", "https://x.org/rnn/"), ("/srv/book//", "/srv/book/"), ("http://x", "http://x/")],
)
def test_address_of_the_book_ends_with_one_slash(tmp_path, address, book):
    assert read_book(address) == settings(tmp_path, f'book = "{address}"').book == book


def test_address_that_is_none_is_told():
    with pytest.raises(
        UsageError, match="^book: expected an address such as 'https://example.edu/recurrent/', got 'x'"
    ):
        read_book("x")


def test_template_of_a_course_with_another_gradebook_names_it(tmp_path):
    address = 'postgresql+psycopg://host/"x"'
    assert template() == TEMPLATE
    assert tomllib.loads(template(address)) == {"gradebook": address}
    assert template(address).count("\n") == TEMPLATE.count("\n")


def test_file_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "course.toml").write_bytes(b'book = "\xff"')
    with pytest.raises(UsageError, match=r"course\.toml: not TOML: .*utf-8"):
        read_settings(tmp_path)


def test_settings_do_not_change_once_they_are_read(tmp_path):
    found = settings(tmp_path, "")
    for value, name in ((found, "book"), (found.late, "per_day"), (found.deadline("x"), "due")):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, 1)


def test_folder_that_stands_where_the_file_should_be_is_no_file(tmp_path):
    (tmp_path / "course.toml").mkdir()
    assert read_settings(tmp_path) == Settings()


def test_file_that_may_not_be_read_is_told(tmp_path):
    (tmp_path / "course.toml").symlink_to("/proc/self/mem")  # a file whose first byte nobody can read
    with pytest.raises(UsageError, match=r"^cannot read .*course\.toml: "):
        read_settings(tmp_path)


@pytest.mark.parametrize(("name", "hours"), [("America/New_York", 4), ("UTC", 0), ("W-SU", -3)])
def test_zone_is_the_one_that_is_named_wherever_it_stands_in_the_alphabet(tmp_path, name, hours):
    found = settings(tmp_path, f'timezone = "{name}"\n[assignments.a]\ndue = 2026-07-01T12:00:00\n')
    assert found.deadline("a").due == datetime(2026, 7, 1, 12 + hours, tzinfo=UTC)
