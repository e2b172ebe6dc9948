"""The pages about all questions: progress, review, and what is due of earlier chapters."""

import json

import pytest
from playwright.sync_api import expect
from visits import press_and_answer

pytestmark = pytest.mark.browser
MAKE_DUE = """days => {
    for (const name of Object.keys(localStorage)) {
        if (!name.startsWith('recurrent-course/quiz/')) continue;
        const entry = JSON.parse(localStorage[name]);
        entry.log = entry.log.map(([time, grade]) => [time - days * 86400000, grade]);
        for (const idea of Object.keys(entry.when ?? {})) entry.when[idea] -= days * 86400000;
        for (const field of ['first', 'last', 'due']) entry[field] -= days * 86400000;
        localStorage[name] = JSON.stringify(entry);
    }
}"""


def answered(here, *, days=0):
    """Answer a few questions of the first chapter, so many days ago."""
    page = here.open("kinds.html")
    for kind, right in {"choice": False, "number": True, "order": True}.items():
        here.answer(here.quiz(kind)[0], right=right)
    if days:
        page.evaluate(MAKE_DUE, days)
    return page


def row(page, name):
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def test_progress_tells_what_was_read_answered_right_and_due(visit_kinds):
    here = visit_kinds()
    page = answered(here, days=2)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function("JSON.parse(localStorage['recurrent-course/read/1/kinds']).end !== null")
    here.open("progress.html")
    cells = row(page, "Kinds").get_by_role("cell")
    expect(cells).to_have_text(["to the end", "3 of 9", "2", "1"])
    expect(row(page, "More").get_by_role("cell")).to_have_text(["not yet", "0 of 3", "0", "0"])
    aligned = "cells => cells.map(cell => getComputedStyle(cell).textAlign)"
    assert cells.evaluate_all(aligned) == ["start", "end", "end", "end"]
    expect(row(page, "A gate of one forgets")).to_have_count(0)
    misconception = row(page, "A forget gate of one forgets")
    expect(misconception.get_by_role("cell").first).to_have_text("met")
    misconception.get_by_role("link").click()
    assert page.url.endswith("kinds.html#kinds-choice")
    here.answer(here.quiz("choice")[0], right=True)
    page.wait_for_function("JSON.parse(localStorage['recurrent-course/quiz/1/kinds-choice']).due > Date.now()")
    here.open("progress.html")
    expect(row(page, "A forget gate of one forgets").get_by_role("cell").first).to_have_text("\u2713 put right")
    assert here.complaints == [] and here.foreign == []


def test_calibration_tells_how_often_each_level_was_right(visit_kinds):
    here = visit_kinds()
    page = here.open("progress.html")
    expect(page.get_by_text("Nothing yet: you can have yourself asked")).to_be_visible()
    page.get_by_role("switch").click()
    here.open("kinds.html")
    for kind, level, right in [("text", "certain", False), ("number", "certain", True), ("shape", "guess", True)]:
        quiz, _ = here.quiz(kind)
        quiz.get_by_label(level).check()
        here.answer(quiz, right=right)
        if not right:
            here.answer(quiz, right=True)  # certain once more, and right: it is told already
            expect(quiz.get_by_role("status")).to_have_text("Right.")
    here.open("progress.html")
    expect(row(page, "certain").get_by_role("cell")).to_have_text(["2", "50%"])
    expect(row(page, "guess").get_by_role("cell")).to_have_text(["1", "100%"])
    expect(row(page, "fairly sure").get_by_role("cell")).to_have_text(["0", "\u2013"])


def test_file_goes_out_and_comes_back_and_a_bad_one_changes_nothing(visit_kinds, tmp_path):
    here = visit_kinds(accept_downloads=True)
    page = answered(here)
    here.open("progress.html")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export to a file").click()
    saved = tmp_path / "progress.json"
    download.value.save_as(saved)
    before = page.evaluate("({...localStorage})")
    assert set(json.loads(saved.read_text())["entries"]) <= set(before)

    status = page.locator(".quiz-progress > [role=status]").first
    bad = tmp_path / "bad.json"
    bad.write_text(saved.read_text().replace('"outcome"', '"income"', 1))
    page.get_by_label("Import a file").set_input_files(bad)
    expect(status).to_contain_text("of the file is damaged. Nothing was changed.")
    assert page.evaluate("({...localStorage})") == before

    press_and_answer(page.get_by_role("button", name="Delete everything"), accept=False)
    assert page.evaluate("({...localStorage})") == before
    press_and_answer(page.get_by_role("button", name="Delete everything"), accept=True)
    expect(status).to_contain_text("deleted")
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('recurrent-course/quiz'))") == []
    expect(row(page, "Kinds").get_by_role("cell").nth(1)).to_have_text("0 of 9")

    page.get_by_label("Import a file").set_input_files(saved)
    expect(row(page, "Kinds").get_by_role("cell").nth(1)).to_have_text("3 of 9")
    after = page.evaluate("({...localStorage})")
    answers = [name for name in before if "/quiz/" in name]
    assert {name: after[name] for name in answers} == {name: before[name] for name in answers}


def test_review_asks_what_is_due_one_at_a_time_by_keyboard_and_sets_the_next_day(visit_kinds):
    here = visit_kinds()
    page = here.open("review.html")
    expect(page.get_by_text("You have not answered a question yet.")).to_be_visible()
    answered(here)
    here.open("review.html")
    told = "Nothing is due of the 3 questions that you have met. The next is due in 1 day."
    expect(page.get_by_text(told)).to_be_visible()
    page.evaluate(MAKE_DUE, 4)
    page.reload()
    expect(page.locator(".bd-sidebar")).to_contain_text("Review (3 due)")
    start = page.get_by_role("button", name="Start the review")
    here.reach(start, most=200)
    page.keyboard.press("Enter")
    expect(page.locator("section.quiz fieldset")).to_be_focused()  # a group that is called by the question
    seen = []
    for place in range(3):
        quiz = page.locator("section.quiz")
        expect(page.locator(".quiz-deck-status")).to_have_text(f"Question {place + 1} of 3")
        expect(quiz.locator(".quiz-number")).to_have_text("Kinds.")
        key = here.key(quiz)
        seen.append(key["id"])
        assert quiz.locator("input:checked").count() == 0
        assert quiz.get_attribute("data-outcome") is None
        before = here.stored(key["id"])
        here.answer(quiz, right=True)
        expect(quiz.locator(".quiz-status")).to_have_text("Right.")
        name = f"recurrent-course/quiz/1/{key['id']}"
        page.wait_for_function("name => JSON.parse(localStorage[name]).due > Date.now()", arg=name)
        entry = here.stored(key["id"])
        assert len(entry["log"]) == len(before["log"]) + 1
        assert page.evaluate("time => new Date(time).getHours()", entry["due"]) == 12  # it is the day that counts
        assert quiz.locator(".quiz-after a").get_attribute("href").startswith(f"{here.site}/kinds.html#")
        following = page.get_by_role("button", name="Finish" if place == 2 else "Next question")
        here.reach(following, most=30)
        page.keyboard.press("Enter")
    assert seen[0] == "kinds-choice", "the longest overdue comes first"
    expect(page.get_by_text("Done: 3 of 3 questions right at the first try.")).to_be_focused()
    expect(page.get_by_text("Nothing is due of the 3 questions")).to_be_visible()
    assert "due)" not in page.locator(".bd-sidebar").text_content()
    assert here.complaints == [] and here.foreign == []


def test_due_questions_of_earlier_chapters_come_back_at_the_head_of_later_ones(visit_kinds):
    here = visit_kinds()
    page = answered(here, days=2)
    page.reload()
    expect(page.locator(".bd-sidebar")).to_contain_text("(1 due)")
    assert page.locator(".quiz-earlier").count() == 0, "no chapter asks for its own questions"
    here.open("more.html")
    aside = page.get_by_role("complementary", name="Due from earlier chapters")
    assert aside.evaluate("box => box.previousElementSibling.className") == "quiz-due-here"
    expect(aside).to_contain_text("1 question of earlier chapters is due.")
    aside.get_by_role("button", name="Answer here").click()
    quiz = aside.locator("section.quiz")
    here.answer(quiz, right=True)
    expect(quiz.locator(".quiz-status")).to_have_text("Right.")
    expect(page.locator(".bd-sidebar")).not_to_contain_text("due)")
    assert here.violations() == []
    assert here.complaints == []


def test_item_whose_next_day_was_not_reckoned_in_time_gets_it_on_the_review_page(visit_kinds):
    here = visit_kinds()
    page = answered(here)
    name = "recurrent-course/quiz/1/kinds-number"
    page.evaluate("n => { localStorage[n] = JSON.stringify({...JSON.parse(localStorage[n]), due: null}); }", name)
    here.open("review.html")
    expect(page.get_by_text("Nothing is due of the 3 questions")).to_be_visible()
    assert here.stored("kinds-number")["due"] > here.stored("kinds-number")["last"]


def test_variant_of_a_review_is_another_one(visit_kinds):
    here = visit_kinds()
    page = here.open("more.html")
    quiz, key = here.quiz("number")
    here.answer(quiz, right=True)
    page.evaluate(MAKE_DUE, 4)
    here.open("review.html")
    page.get_by_role("button", name="Start the review").click()
    quiz = page.locator("section.quiz")
    expect(quiz).to_be_visible()
    assert (here.key(quiz)["id"], here.key(quiz)["seed"]) == (key["id"], "1")


@pytest.mark.ways
@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1280, "light")])
@pytest.mark.parametrize("name", ["progress", "review"])
def test_axe_finds_nothing_serious_on_the_pages_about_all_questions(visit_kinds, name, width, theme):
    here = visit_kinds(viewport={"width": width, "height": 844}, color_scheme=theme)
    page = answered(here, days=4)
    here.open(f"{name}.html")
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    if name == "review":
        page.get_by_role("button", name="Start the review").click()
        expect(page.locator("section.quiz")).to_be_visible()
    else:
        expect(page.get_by_role("row").first).to_be_visible()
    assert here.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
