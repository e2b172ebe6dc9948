"""Questions on a reader's own code, made and judged in the page by the modules that make an instructor's sheets.

They are made in the Python in which the reader's code runs: its worker has walls, and a task is explained after it is
solved. What an answer is worth is said by the judge's Python.
"""

from __future__ import annotations

import json
import warnings
from dataclasses import replace

from quizzes.checks.recorded import restore
from quizzes.viva.answers import field_of, judge
from quizzes.viva.choose import ALONE, choose
from quizzes.viva.code import numbered
from quizzes.viva.here import open_here
from quizzes.viva.make import Work, make_questions

COUNT = 3


def questions(task: str, cells: str, seed: str) -> str:
    """Return questions on the last one of some cells, and what has to be said of it, as JSON.

    Parameters
    ----------
    task : str
        The task that it solves, as it was recorded.
    cells : str
        A JSON list of sources, in the order in which they run.
    seed : str
        Decides all chance.
    """
    sources = json.loads(cells)
    known = restore(task)
    work = Work(tuple(sources), frozenset({len(sources) - 1}))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = make_questions(work, {known.id: known}, open_here, seed)
    judged = [question for question in made.questions if question.fields]
    chosen = choose(judged, COUNT, places=ALONE)
    asked = [replace(question, code=question.code and numbered(question.code)).as_json() for question in chosen]
    for question in asked:
        del question["rerun"]  # long, and of no use to a reader
    return json.dumps({"questions": asked, "notes": made.notes}, ensure_ascii=False, default=repr)


def judged(fields: str, answers: str) -> str:
    """Return what the answers in a question's boxes are worth, as a JSON list in their order."""
    given = zip(json.loads(fields), json.loads(answers), strict=True)
    return json.dumps([vars(judge(field_of(field), answer)) for field, answer in given], ensure_ascii=False)
