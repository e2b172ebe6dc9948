"""The report on one assignment as a page: how it went, what to teach again, which questions worked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from quizzes.grading.report import plots
from quizzes.grading.report.answers import Answers, chosen_options, failed_alike, held_misconceptions, led_by
from quizzes.grading.report.beside import Beside
from quizzes.grading.report.beside_part import beside_part
from quizzes.grading.report.html_page import link, page, table, text
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
    body = [
        f"<h1>{text(answers.assignment)}: report</h1>",
        *_summary(answers),
        *scores_part([*answers.totals.values()], answers.max_score),
        *sections_part(answers.totals, report.sections, answers.max_score),
        *_teach_again(report),
        *_same_way(report),
        *_items(report),
        *_distractors(report),
        *practice_part(report.handed, report.bank),
        *(line for each in report.paper for line in beside_part(each)),
        *similar_part(report.likeness),
        *_words(),
    ]
    return page(f"Report: {answers.assignment}", body)


def _summary(answers: Answers) -> Iterator[str]:
    totals = np.array(list(answers.totals.values()))
    yield "<h2>In short</h2><ul>"
    lost = f", {len(answers.not_run)} could not be" if answers.not_run else ""
    yield f"<li>{len(totals)} submissions; {len(answers.students)} notebooks were run{lost}.</li>"
    if len(totals):
        yield (
            f"<li>Mean {np.mean(totals):.2f} of {answers.max_score:g} points, median {np.median(totals):.2f}, "
            f"from {np.min(totals):g} to {np.max(totals):g}; late penalties are taken off.</li>"
        )
    scores, most = answers.scores(), answers.most()
    found = reliability(scores) if scores.size else None
    name = "KR-20" if scores.size and is_dichotomous(scores, most) else "Cronbach's alpha"
    yield f"<li>Reliability ({name}): {_shown(found)}.</li></ul>"
    for task, count in answers.waiting.items():
        yield f"<p>{text(task)}: {count} answers wait for a person; it is in no figure until all are graded.</p>"
    if answers.not_run:
        rows = [(text(student), text(cut(why, _LONG))) for student, why in answers.not_run.items()]
        yield table("Submissions that were not run; they count in the scores and not in the figures of the items",
                    ("Student", "Why"), rows)  # fmt: skip


def _teach_again(report: Report) -> Iterator[str]:
    yield "<h2>What to teach again</h2>"
    held = held_misconceptions(report.answers, report.bank)
    if not held:
        yield "<p>No answer points to a known misconception.</p>"
        return
    whole = max(len(report.answers.students), 1)
    rows = []
    for each in held:
        known = report.bank.misconceptions.get(each.misconception)
        name = known.name if known else each.misconception
        share = len(each.students) / whole
        rows.append(
            (
                text(name),
                f"{len(each.students)} of {whole}",
                plots.bar(share, f"{share:.0%} of the students"),
                text(", ".join(each.tasks)),
                "<br>".join(_paragraph(see, report) for see in each.sees) or "-",
            )
        )
    columns = ("Misconception", "Students", "Share", "Seen in", "Paragraphs to teach again")
    yield table("Misconceptions, by how many students hold them", columns, rows, [1])


def _same_way(report: Report) -> Iterator[str]:
    yield "<h2>Failed in the same way</h2>"
    found = failed_alike(report.answers)
    if not found:
        yield "<p>No three students failed a task in the same way.</p>"
        return
    rows = [
        (
            text(same.task),
            text(same.way),
            str(len(same.students)),
            f"{same.share:.0%}",
            text(cut(same.told, _LONG)) + (f" See {_paragraph(same.see, report)}." if same.see else ""),
            text(several(same.students, _MANY)),
        )
        for same in found
    ]
    columns = ("Task", "Way", "Students", "Of those not right", "What the grader said", "Who")
    yield table("Tasks that three or more failed in the same way, by diagnosis", columns, rows, [2, 3])


def _items(report: Report) -> Iterator[str]:
    yield "<h2>Tasks and questions</h2>"
    answers = report.answers
    scores, most = answers.scores(), answers.most()
    rows = []
    for task, points, found in zip(answers.tasks, most, figures(scores, most), strict=True):
        rows.append(
            (
                text(task),
                f"{points:g}",
                _shown(found.facility),
                _drawn(found.facility, 0.0, "facility"),
                _shown(found.discrimination),
                _drawn(found.discrimination, -1.0, "discrimination"),
            )
        )
    columns = ("Task", "Points", "Facility", "0 to 1", "Discrimination", "-1 to 1")
    yield table(f"Facility and corrected discrimination, with {LEVEL:.0%} intervals", columns, rows, [1])


def _distractors(report: Report) -> Iterator[str]:
    yield "<h2>Answers to the questions</h2>"
    scores = report.answers.scores()
    totals = dict(zip(report.answers.students, scores.sum(axis=1), strict=True))
    asked = False
    for task in report.answers.tasks:
        item = shown(report.bank, task)
        if item is None:
            continue
        asked = True
        yield f"<h3>{text(task)}</h3><p>{text(plain(item.prompt))}</p>"
        yield _answers_of(item, report, totals)
    if not asked:
        yield "<p>This assignment holds no question of the bank.</p>"


def _answers_of(item: Item, report: Report, totals: dict[str, float]) -> str:
    given = {s: each for s, each in report.answers.by_task[item.id].items() if each.answer is not None}
    rest = {student: totals[student] - each.score for student, each in given.items()}
    whole = max(len(given), 1)
    rows = []
    if item.options:
        for option in item.options:
            who = [student for student, each in given.items() if option.id in chosen_options(each.answer)]
            rows.append(_row(text(plain(option.text)), option.right, option.misconception, who, rest, whole, report))
    else:
        values: dict[str, list[str]] = {}
        for student, each in given.items():
            values.setdefault(_answer(each.answer), []).append(student)
        ordered = sorted(values.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        for value, who in ordered[:_MANY]:
            first = given[who[0]]
            right = first.score >= first.max_score
            led = next((name for name, _ in led_by(first, item)), None) if not right else None
            rows.append(_row(text(value), right, led, who, rest, whole, report))
        if len(ordered) > _MANY:
            rows.append((f"{len(ordered) - _MANY} other answers", "", "", "", "", "", ""))
    columns = ("Answer", "Right", "Students", "Share", "Their mean elsewhere", "Misconception", "Note")
    few = "" if len(given) >= FEW else f"; {_FEW_NOTE}"
    return table(f"{item.id}: {len(given)} answers{few}", columns, rows, [2, 4])


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
        '<span class="good">right</span>' if right else "wrong",
        str(len(who)),
        plots.bar(share, f"{share:.0%} of the answers"),
        "-" if mean is None else f"{mean:.2f}",
        text(known.name if known else ""),
        note,
    )


def _words() -> Iterator[str]:
    yield "<h2>What the figures say</h2><dl>"
    for name, meaning in (
        ("Facility", "the mean share of a task's points. Near 1 everybody can do it, near 0 nobody can."),
        (
            "Discrimination",
            "the correlation of a task with the score in all others (corrected item-total). Below 0.2 it tells strong "
            "from weak badly; below 0 the key or the question may be wrong.",
        ),
        (
            "Reliability",
            "Cronbach's alpha: how far the tasks measure one thing. Where every answer is right or wrong it is KR-20.",
        ),
        (
            "Intervals",
            f"cover the true value in {LEVEL:.0%} of samples: Wilson's or Student's for facility, Fisher's for "
            f"discrimination, Feldt's for reliability. '{_FEW_NOTE}' stands below {FEW} answers (facility) or "
            f"{FEW_PAIRS} (the others); then only the interval should be read.",
        ),
    ):
        yield f"<dt><strong>{name}</strong></dt><dd>{text(meaning)}</dd>"
    yield "</dl>"


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


def _paragraph(label: str, report: Report) -> str:
    found = paragraph(label, report.bank.project)
    return link(found.url(report.book), f"{found.title} ({found.page})") if found else text(label)
