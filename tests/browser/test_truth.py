"""What is remembered of a reader is what they did: looks, days, tabs, files, and a browser that keeps nothing."""

import json
from datetime import datetime

import pytest
from playwright.sync_api import expect

from quizzes.grading.report.class_files import class_file

pytestmark = pytest.mark.browser
EVENING = datetime(2026, 3, 2, 20, 0)
MORNING = datetime(2026, 3, 3, 8, 0)
PUT_ALL = """async ([days, names]) => {
    const site = await (await fetch('_static/quiz-index.json')).json();
    for (const { id, hashes } of site.pages.flatMap(({ items }) => items)) {
        if (names && !names.includes(id)) continue;
        const time = Date.now() - days * 86400000;
        const entry = { hash: hashes[0], answer: null, outcome: 'right', score: 1, attempts: 1, cleared: true };
        const known = { ...entry, first: time, last: time, log: [[time, 3]], due: time + 86400000 };
        localStorage[`recurrent-course/quiz/1/${id}`] = JSON.stringify(known);
    }
}"""


def row(page, name):
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def status(quiz):
    return quiz.locator(".quiz-status")


def test_opened_answer_is_no_recall_and_its_question_comes_back_empty_on_the_next_morning(visit_kinds):
    here = visit_kinds()
    here.context.clock.install(time=EVENING)
    page = here.open("kinds.html")
    quiz, _ = here.quiz("choice")
    quiz.locator(".quiz-answers > summary").click()
    expect(status(quiz)).to_have_text("Not counted: you opened the answer first. The question comes back tomorrow.")
    here.answer(quiz, right=True)
    expect(status(quiz)).to_have_text("Right. You had opened the answer, so it is not counted.")
    entry = here.stored("kinds-choice")
    assert [grade for _, grade in entry["log"]] == [1]
    expect(page.locator(".quiz-tally")).to_contain_text("1 of 9 answered, 0 right.")
    number, _ = here.quiz("number")
    here.answer(number, right=False)
    here.answer(number, right=True)
    expect(page.locator(".quiz-tally")).to_contain_text("2 of 9 answered, 1 right.")
    expect(page.locator(".bd-sidebar")).not_to_contain_text("due)")
    here.open("progress.html")
    expect(row(page, "Kinds").get_by_role("cell").nth(2)).to_have_text("0")
    misconceptions = page.get_by_role("table", name="Misconceptions").get_by_role("row")
    expect(misconceptions.nth(1).get_by_role("cell").first).to_have_text("met")

    here.context.clock.set_system_time(MORNING)  # twelve hours later, and another day
    here.open("kinds.html")
    expect(page.locator(".bd-sidebar")).to_contain_text("(2 due)")
    expect(status(quiz)).to_have_text("You have answered this before; it is due again.")
    assert quiz.locator("input:checked").count() == 0
    here.answer(number, right=True)
    expect(status(number)).to_have_text("Right.")
    page.wait_for_function("JSON.parse(localStorage['recurrent-course/quiz/1/kinds-number']).due > Date.now()")
    assert [grade for _, grade in here.stored("kinds-number")["log"]] == [1, 3]
    here.open("progress.html")
    expect(misconceptions.nth(1).get_by_role("cell").first).to_have_text("\u2713 put right")
    expect(row(page, "Kinds").get_by_role("cell").nth(2)).to_have_text("1")
    assert here.complaints == []


def test_answer_that_stands_there_already_is_practice_on_another_day(visit_kinds):
    here = visit_kinds()
    here.context.clock.install(time=EVENING)
    page = here.open("kinds.html")
    quiz, _ = here.quiz("number")
    here.answer(quiz, right=True)
    before = here.stored("kinds-number")
    here.context.clock.set_system_time(MORNING)
    page.reload()
    expect(status(quiz)).to_have_text("Right.")  # not due, so it stands as it was left
    quiz.get_by_role("button", name="Check").click()
    quiz.get_by_role("button", name="Reset").click()
    expect(status(quiz)).to_contain_text("Answer cleared.")
    here.answer(quiz, right=True)
    expect(status(quiz)).to_contain_text("Right.")
    after = here.stored("kinds-number")
    assert (after["log"], after["due"]) == (before["log"], before["due"])
    assert after["attempts"] == 3


def test_a_days_review_is_short_mixed_and_leaves_the_rest_for_later(visit_kinds):
    here = visit_kinds()
    page = here.open("review.html")
    page.evaluate(PUT_ALL, [3, None])
    page.evaluate("localStorage['recurrent-course/settings/1'] = JSON.stringify({confidence: false, sitting: 10})")
    page.reload()
    expect(page.get_by_text("10 questions of 13 that you have met are due. 3 more wait")).to_be_visible()
    expect(page.locator(".bd-sidebar")).to_contain_text("(10 due)")
    page.get_by_label("Questions a day").select_option("5")
    expect(page.get_by_text("5 questions of 13 that you have met are due. 8 more wait")).to_be_visible()
    expect(page.locator(".bd-sidebar")).to_contain_text("(5 due)")
    page.get_by_role("button", name="Start the review").click()
    seen = []
    for place in range(5):
        quiz = page.locator("section.quiz")
        expect(page.locator(".quiz-deck-status")).to_have_text(f"Question {place + 1} of 5")
        expect(quiz).to_be_visible()
        seen.append(quiz.locator(".quiz-number").text_content())
        if place == 1:
            quiz.locator(".quiz-answers > summary").click()  # a look ends it
        else:
            here.answer(quiz, right=True)
        page.get_by_role("button", name="Finish" if place == 4 else "Next question").click()
    assert seen == ["Kinds.", "More.", "Kinds.", "More.", "Kinds."]
    expect(page.get_by_text("Done: 4 of 5 questions right at the first try.")).to_be_visible()
    expect(page.get_by_text("That is enough for today. 8 more wait for the next days.")).to_be_visible()
    expect(page.get_by_role("button", name="5 more all the same")).to_be_visible()
    expect(page.locator(".bd-sidebar")).not_to_contain_text("due)")


def test_questions_that_were_passed_over_can_be_put_into_review(visit_kinds):
    here = visit_kinds()
    page = here.open("more.html")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function("JSON.parse(localStorage['recurrent-course/read/1/more']).end !== null")
    here.open("review.html")
    expect(page.get_by_text("You have read More and passed over 3 questions.")).to_be_visible()
    title = page.locator(".quiz-queue").get_by_role("link", name="More", exact=True)
    expect(title).to_have_attribute("href", f"{here.site}/more.html")
    page.get_by_role("button", name="Put them into review").click()
    expect(page.get_by_text("3 questions of 3 that you have met are due.")).to_be_visible()
    expect(page.get_by_text("passed over")).to_have_count(0)
    page.get_by_role("button", name="Start the review").click()
    quiz = page.locator("section.quiz")
    here.answer(quiz, right=True)
    expect(status(quiz)).to_have_text("Right.")
    expect(page.locator(".bd-sidebar")).to_contain_text("(2 due)")
    here.open("progress.html")
    expect(row(page, "More").get_by_role("cell")).to_have_text(["to the end", "1 of 3", "1", "2"])


def test_two_tabs_agree(visit_kinds):
    here = visit_kinds()
    page = here.open("kinds.html")
    other = here.context.new_page()
    other.goto(page.url)
    begun = other.locator("section.quiz[data-kind=choice] input").first
    begun.check()  # here they have begun to answer
    number, _ = here.quiz("number")
    here.answer(number, right=True)
    choice, _ = here.quiz("choice")
    here.answer(choice, right=False)
    expect(other.locator(".quiz-tally")).to_contain_text("2 of 9 answered, 1 right.")
    expect(status(other.locator("section.quiz[data-kind=number]").first)).to_have_text("Right.")
    expect(begun).to_be_checked()
    expect(status(other.locator("section.quiz[data-kind=choice]").first)).to_be_empty()
    page.get_by_role("switch").check()
    expect(other.get_by_role("group", name="How sure are you?").first).to_be_visible()
    assert here.complaints == []


def test_full_storage_is_told_at_the_first_answer_and_the_file_has_it_all_the_same(visit_kinds, tmp_path):
    here = visit_kinds(accept_downloads=True)
    here.page.add_init_script(
        "navigator.storage.persist = async () => { window.asked = (window.asked ?? 0) + 1; return true; }"
    )
    page = here.open("kinds.html")
    number, _ = here.quiz("number")
    here.answer(number, right=True)
    page.wait_for_function("window.asked === 1")
    page.evaluate(
        """() => {
            for (let size = 2 ** 22; size >= 1; size /= 2) {
                try {
                    for (;;) localStorage[`x${size}${localStorage.length}`] = 'x'.repeat(size);
                } catch {}
            }
        }"""
    )
    choice, _ = here.quiz("choice")
    here.answer(choice, right=True)
    expect(choice.get_by_role("alert")).to_contain_text("no more room for this site: your answer is lost")
    expect(page.locator(".quiz-tally")).to_contain_text("2 of 9 answered, 2 right.")  # until the page is left
    assert here.stored("kinds-choice") is None
    here.open("progress.html")
    expect(page.locator(".quiz-unkept")).to_contain_text("no more room for this site")
    assert here.complaints == []


def test_progress_shows_where_to_go_on_and_makes_a_file_that_the_report_reads(visit_kinds, tmp_path):
    here = visit_kinds(accept_downloads=True)
    page = here.open("kinds.html")
    number, _ = here.quiz("number")
    here.answer(number, right=False)
    here.answer(here.quiz("choice")[0], right=True)
    here.open("progress.html")
    expect(page.get_by_text("2 of 12 questions answered, 1 right at the first try")).to_be_visible()
    on = page.locator(".quiz-go-on")
    expect(on).to_contain_text("Go on with Kinds.")
    assert "#kinds-choices" in on.get_by_role("link").last.get_attribute("href")
    objectives = page.get_by_role("table", name="What you can do")
    assert "50%" in objectives.text_content() or "100%" in objectives.text_content()
    expect(page.get_by_role("row").filter(has_text="\u2013")).to_have_count(0)
    hand_in = page.get_by_role("button", name="Make a file for the instructor")
    hand_in.click()
    expect(page.get_by_text("Write first under which id the course knows you.")).to_be_visible()
    page.get_by_label("Your id in the course").fill("ada")
    with page.expect_download() as download:
        hand_in.click()
    saved = tmp_path / "class.json"
    download.value.save_as(saved)
    made = class_file(saved.read_bytes(), "recurrent-course")
    assert (made.student, made.read, set(made.items)) == ("ada", (), {"kinds-number", "kinds-choice"})
    assert (made.items["kinds-number"].first_right, made.items["kinds-choice"].first_right) == (False, True)
    assert "answer" not in json.loads(saved.read_text())["items"]["kinds-number"]
    page.get_by_text("What is in the file").click()
    expect(page.locator(".quiz-class-file")).to_contain_text('"student": "ada"')
    assert here.violations() == []
    assert here.complaints == []


def test_safari_is_told_of_its_seven_days_unless_the_course_is_on_the_home_screen(visit_kinds):
    here = visit_kinds()
    page = here.open("review.html")
    expect(page.get_by_text("Questions a day")).to_be_visible()
    assert page.locator(".quiz-seven-days").count() == 0
    page.add_init_script("Object.defineProperty(navigator, 'vendor', {get: () => 'Apple Computer, Inc.'})")
    page.evaluate(PUT_ALL, [1, ["kinds-choice"]])
    page.reload()
    expect(page.locator(".quiz-seven-days")).to_contain_text("after seven days without a visit")
    expect(page.locator(".quiz-remind")).to_contain_text("1 question answered so far is in no file.")
    with page.expect_download():
        page.get_by_role("button", name="Export to a file").click()
    page.reload()
    expect(page.locator(".quiz-seven-days")).to_be_visible()
    assert page.locator(".quiz-remind").count() == 0
    page.add_init_script("Object.defineProperty(navigator, 'standalone', {get: () => true})")
    page.reload()
    expect(page.get_by_text("Questions a day")).to_be_visible()
    assert page.locator(".quiz-seven-days").count() == 0
