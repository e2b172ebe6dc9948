"""Which modules are changed, and which tests must notice: those beside them alone, and of them what is quick."""

from __future__ import annotations

_GRADING, _TESTS = "quizzes/grading", "tests/quizzes"
_SLOW = "not every_key and not any_text and not no_answer and not every_computed"  # a minute for thousands of examples
_KINDS = (*(f"{_TESTS}/test_{name}.py" for name in ("kinds", "judge", "rounded")), "-k", _SLOW)
_EXPORTS = (f"{_TESTS}/targets/test_gift.py", f"{_TESTS}/targets/test_questions.py", "-k", "not course")
_TRAINING = ("tests/lstm_lib/test_training.py",)
_REBUILD = (f"{_TESTS}/grading/rebuild", "-k", "not nothing_that_is_sent")
_SETTINGS = f"{_TESTS}/grading/course/test_settings.py"
_LATE = f"{_GRADING}/record/late.py"

# Room: module: tests.
ROOMS: dict[str, dict[str, tuple[str, ...]]] = {
    "kinds": {
        **{f"quizzes/kinds/{name}.py": _KINDS for name in ("choice", "choices", "number", "numerals")},
        **{
            f"quizzes/kinds/{name}.py": (f"{_TESTS}/test_kind_{name}.py",)
            for name in ("cloze", "match", "order", "shape", "text", "tracing")
        },
    },
    "lstm_lib": {
        **{f"lstm_lib/{name}.py": _TRAINING for name in ("training", "optimisers", "schedules")},
        "lstm_lib/losses.py": ("tests/lstm_lib/test_around.py",),
        "lstm_lib/lstm_cell.py": ("tests/lstm_lib/test_lstm_cell.py", "tests/lstm_lib/test_lstm.py"),
    },
    "late": {
        _LATE: ("--doctest-modules", _LATE, _SETTINGS),
        f"{_GRADING}/course/settings.py": (_SETTINGS,),
    },
    "targets": {f"quizzes/targets/{name}.py": _EXPORTS for name in ("gift", "questions", "shown")},
    "rebuild": {
        f"{_GRADING}/rebuild/{name}.py": _REBUILD for name in ("match_cells", "merged", "read_notebook", "rebuild")
    },
    "record": {f"{_GRADING}/record/harmless.py": (f"{_TESTS}/grading/record/test_harmless.py",)},
    "judge": {
        f"{_GRADING}/judge/{name}.py": (f"{_TESTS}/grading/judge/test_{name}.py",) for name in ("evidence", "probes")
    },
}
