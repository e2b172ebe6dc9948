"""The report on one assignment as a page: how it went, what to teach again, which questions worked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from markupsafe import Markup

from quizzes.grading.report import plots
from quizzes.grading.report.answers import Answers, chosen_options, failed_alike, held_misconceptions, led_by
from quizzes.grading.report.beside import Beside
from quizzes.grading.report.beside_part import beside_part
from quizzes.grading.report.html_page import Table, link, page
from quizzes.grading.report.paragraphs import paragraph
from quizzes.grading.report.practice_part import ClassPractice, practice_part
from quizzes.grading.report.scores_part import scores_part
from quizzes.grading.report.sections import sections_part
from quizzes.grading.report.similar import Likeness
from quizzes.grading.report.similar_part import similar_part
from quizzes.grading.report.statistics import (
    FEW,
    FEW_PAIRS,
    LEVEL,
    Estimate,
    figures,
    is_dichotomous,
    reliability,
)
from quizzes.model import Bank, Item
from quizzes.plain_text import cut, several
from quizzes.targets.html import plain
from quizzes.templates import text
from quizzes.variants import shown

_LONG, _MANY = 200, 40  # letters of an answer or a message; different answers to one question, students in one line


@dataclass(frozen=True)
class Report:
    """What the page shows."""

    answers: Answers
    bank: Bank
    likeness: Likeness
    book: str = ""  # address of the published book
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # students by section
    handed: ClassPractice = ClassPractice()  # what learners gave of their progress on the pages
    paper: tuple[Beside, ...] = ()  # tests on paper whose marks stand beside these


def report_page(report: Report) -> bytes:
    """Return the page."""
    answers = report.answers
    return page(
        "report",
        assignment=answers.assignment,
        max_score=answers.max_score,
        summary=_summary(answers),
        scores=scores_part([*answers.totals.values()], answers.max_score),
        sections=sections_part(answers.totals, report.sections, answers.max_score),
        teach_again=_teach_again(report),
        same_way=_same_way(report),
        items=_items(report),
        questions=list(_questions(report)),
        practice=practice_part(report.handed, report.bank),
        papers=[beside_part(each) for each in report.paper],
        similar=similar_part(report.likeness),
        level=f"{LEVEL:.0%}",
        few_note=_FEW_NOTE,
        few=FEW,
        few_pairs=FEW_PAIRS,
    )


def _summary(answers: Answers) -> dict[str, object]:
    scores, most = answers.scores(), answers.most()
    found = reliability(scores) if scores.size else None
    not_run = [(student, cut(why, _LONG)) for student, why in answers.not_run.items()]
    caption = "Submissions that were not run; they count in the scores and not in the figures of the items"
    totals = np.array(list(answers.totals.values()))
    spread = {
        "mean": f"{np.mean(totals):.2f}",
        "median": f"{np.median(totals):.2f}",
        "least": f"{np.min(totals):g}",
        "most": f"{np.max(totals):g}",
    } if len(totals) else {"mean": ""}  # fmt: skip
    return {
        "submissions": len(totals),
        "run": len(answers.students),
        "lost": len(answers.not_run),
        "coefficient": "KR-20" if scores.size and is_dichotomous(scores, most) else "Cronbach's alpha",
        "reliability": _shown(found),
        "waiting": list(answers.waiting.items()),
        "not_run": Table(caption, ("Student", "Why"), not_run) if not_run else None,
        **spread,
    }


def _teach_again(report: Report) -> Table | None:
    whole = max(len(report.answers.students), 1)
    rows = []
    for each in held_misconceptions(report.answers, report.bank):
        known = report.bank.misconceptions.get(each.misconception)
        share = len(each.students) / whole
        rows.append(
            (
                known.name if known else each.misconception,
                f"{len(each.students)} of {whole}",
                plots.bar(share, f"{share:.0%} of the students"),
                ", ".join(each.tasks),
                Markup("<br>").join(_paragraph(see, report) for see in each.sees) or "-",
            )
        )
    columns = ("Misconception", "Students", "Share", "Seen in", "Paragraphs to teach again")
    return Table("Misconceptions, by how many students hold them", columns, rows, [1]) if rows else None


def _same_way(report: Report) -> Table | None:
    rows = [
        (
            same.task,
            same.way,
            str(len(same.students)),
            f"{same.share:.0%}",
            text(cut(same.told, _LONG))
            + (Markup(" See {}.").format(_paragraph(same.see, report)) if same.see else ""),
            several(same.students, _MANY),
        )
        for same in failed_alike(report.answers)
    ]
    columns = ("Task", "Way", "Students", "Of those not right", "What the grader said", "Who")
    caption = "Tasks that three or more failed in the same way, by diagnosis"
    return Table(caption, columns, rows, [2, 3]) if rows else None


def _items(report: Report) -> Table:
    answers = report.answers
    scores, most = answers.scores(), answers.most()
    rows = [
        (
            task,
            f"{points:g}",
            _shown(found.facility),
            _drawn(found.facility, 0.0, "facility"),
            _shown(found.discrimination),
            _drawn(found.discrimination, -1.0, "discrimination"),
        )
        for task, points, found in zip(answers.tasks, most, figures(scores, most), strict=True)
    ]
    columns = ("Task", "Points", "Facility", "0 to 1", "Discrimination", "-1 to 1")
    return Table(f"Facility and corrected discrimination, with {LEVEL:.0%} intervals", columns, rows, [1])


def _questions(report: Report) -> Iterator[tuple[str, str, Table]]:
    """Yield each question of the bank: its name, its prompt and what was answered."""
    scores = report.answers.scores()
    totals = dict(zip(report.answers.students, scores.sum(axis=1), strict=True))
    for task in report.answers.tasks:
        item = shown(report.bank, task)
        if item is not None:
            yield task, plain(item.prompt), _answers_of(item, report, totals)


def _answers_of(item: Item, report: Report, totals: dict[str, float]) -> Table:
    given = {s: each for s, each in report.answers.by_task[item.id].items() if each.answer is not None}
    rest = {student: totals[student] - each.score for student, each in given.items()}
    whole = max(len(given), 1)
    rows = []
    if item.options:
        for option in item.options:
            who = [student for student, each in given.items() if option.id in chosen_options(each.answer)]
            rows.append(_row(plain(option.text), option.right, option.misconception, who, rest, whole, report))
    else:
        values: dict[str, list[str]] = {}
        for student, each in given.items():
            values.setdefault(_answer(each.answer), []).append(student)
        ordered = sorted(values.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        for value, who in ordered[:_MANY]:
            first = given[who[0]]
            right = first.score >= first.max_score
            led = next((name for name, _ in led_by(first, item)), None) if not right else None
            rows.append(_row(value, right, led, who, rest, whole, report))
        if len(ordered) > _MANY:
            rows.append((f"{len(ordered) - _MANY} other answers", "", "", "", "", "", ""))
    columns = ("Answer", "Right", "Students", "Share", "Their mean elsewhere", "Misconception", "Note")
    few = "" if len(given) >= FEW else f"; {_FEW_NOTE}"
    return Table(f"{item.id}: {len(given)} answers{few}", columns, rows, [2, 4])


def _answer(value: object) -> str:
    return cut(value if isinstance(value, str) else repr(value), _LONG)


_FEW_NOTE = "too few answers"


def _row(
    name: str, right: bool, misconception: str | None, who: list[str], rest: dict, whole: int, report: Report
) -> tuple:
    share = len(who) / whole
    known = report.bank.misconceptions.get(misconception or "")
    mean = float(np.mean([rest[student] for student in who])) if who else None
    others = [points for student, points in rest.items() if student not in who]
    note = ""
    if not right and not who:
        note = "nobody chose it"
    elif not right and mean is not None and others and mean > float(np.mean(others)) and len(who) >= 3:
        note = "chosen by the stronger: read the question again"
    return (
        name,
        Markup('<span class="good">right</span>') if right else "wrong",
        str(len(who)),
        plots.bar(share, f"{share:.0%} of the answers"),
        "-" if mean is None else f"{mean:.2f}",
        known.name if known else "",
        note,
    )


def _shown(found: Estimate | None) -> str:
    if found is None:
        return "cannot be told: the answers do not vary, or there are too few answers"
    few = f"; {_FEW_NOTE} ({found.count})" if found.few else ""
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f}{few})"


def _drawn(found: Estimate | None, least: float, name: str) -> str:
    if found is None:
        return ""
    label = f"{name} {found.value:.2f}, interval {found.low:.2f} to {found.high:.2f}"
    return plots.interval(found.value, found.low, found.high, least, label)


def _paragraph(label: str, report: Report) -> Markup:
    found = paragraph(label, report.bank.project)
    return link(found.url(report.book), f"{found.title} ({found.page})") if found else text(label)
