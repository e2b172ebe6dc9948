"""Which modules are changed, and which tests must notice: those beside them alone, and of them what is quick."""

from __future__ import annotations

from dataclasses import dataclass, field

_GRADING, _TESTS, _ASSETS = "quizzes/grading", "tests/quizzes", "quizzes/page/assets"
_SLOW = "not every_key and not any_text and not no_answer and not every_computed"  # a minute for thousands of examples


@dataclass(frozen=True)
class Room:
    """A folder's modules, or some of them, and the tests beside it."""

    folder: str
    names: str  # with spaces between
    tests: tuple[str, ...]
    options: tuple[str, ...] = field(default=())
    ending: str = ".py"

    @property
    def paths(self) -> tuple[str, ...]:
        """The modules, from the project's folder."""
        return tuple(f"{self.folder}/{name}{self.ending}" for name in self.names.split())

    @property
    def arguments(self) -> tuple[str, ...]:
        """What pytest is asked for: the tests, and the examples in the modules themselves."""
        return (*self.tests, "--doctest-modules", *self.paths, *self.options)


def _tests(folder: str, names: str) -> tuple[str, ...]:
    places = (f"{folder}/{name}".rpartition("/") for name in names.split())
    return tuple(f"{place}/test_{name}.py" for place, _, name in places)


ROOMS = {
    "kinds": Room(
        "quizzes/kinds",
        "cell choice choices cloze code content match named number numerals options order shape showing text tracing "
        "usual",
        (
            *_tests(
                _TESTS,
                "kinds judge rounded kind_cell kind_cloze kind_facts kind_forms kind_match kind_number kind_order "
                "kind_shape kind_text kind_tracing",
            ),
            *_tests(_TESTS, "all_kinds plain_text page/kinds_composed"),
        ),
        ("-k", _SLOW),
    ),
    "lstm_lib": Room(
        "lstm_lib",
        "training optimisers schedules losses lstm_cell",
        _tests("tests/lstm_lib", "training around lstm_cell lstm functions_refuse"),
    ),
    "late": Room(_GRADING, "record/late course/settings", (f"{_TESTS}/grading/course/test_settings.py",)),
    "targets": Room(
        "quizzes/targets",
        "gift questions shown moodle canvas_answers canvas_parts qti21_answers cloze_text csv html selection",
        _tests(f"{_TESTS}/targets", "gift questions moodle canvas canvas_rules qti html selection written_forms"),
        ("-k", "not course"),
    ),
    "rebuild": Room(
        f"{_GRADING}/rebuild",
        "match_cells merged names_in_code read_notebook rebuild task_cells",
        (f"{_TESTS}/grading/rebuild",),
        ("-k", "not nothing_that_is_sent and not added_with_its_output"),
    ),
    "record": Room(
        f"{_GRADING}/record",
        "harmless grade_json journal regrade",
        _tests(f"{_TESTS}/grading/record", "harmless regrade files_of_a_run"),
    ),
    "gradebook": Room(
        f"{_GRADING}/record",
        "nbgrader_by_hand nbgrader_cells nbgrader_course nbgrader_late nbgrader_paper nbgrader_roll nbgrader_students "
        "nbgrader_writer released same_student",
        _tests(
            f"{_TESTS}/grading/record",
            "changes_by_hand course_read gradebook_follows gradebook_roll gradebook_written marks_written two_ids",
        ),
    ),
    "judge": Room(
        f"{_GRADING}/judge",
        "carried compared evidence probes shared_names",
        _tests(f"{_TESTS}/grading/judge", "carried compared deep_code evidence probes shared_names"),
        ("-k", "not nobody_gets_points and not right_work and not doctest and not summary and not masters_cells"),
    ),
    "scripts": Room(_ASSETS, "store attempt transfer", ("store", "attempt", "transfer", "schedule"), ending=".js"),
}
