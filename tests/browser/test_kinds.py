"""A question of each kind, answered by keyboard at phone and desktop width, in light and dark."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
JUDGED = ["choice", "choices", "number", "shape", "order", "match", "cloze", "text", "tracing"]


@pytest.fixture
def kinds(visit_kinds):
    here = visit_kinds()
    here.open("kinds.html")
    return here


@pytest.fixture
def more(visit_kinds):
    here = visit_kinds()
    here.open("more.html")
    return here


@pytest.mark.ways
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_kind_is_answered_by_keyboard_wrongly_and_rightly_and_axe_finds_nothing_serious(
    visit_kinds, width, theme
):
    here = visit_kinds(viewport={"width": width, "height": 844}, color_scheme=theme, reduced_motion="reduce")
    page = here.open("kinds.html")
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    assert here.violations() == []
    for right in (False, True):
        for kind in JUDGED:
            quiz, key = here.quiz(kind)
            here.answer(quiz, right=right)
            status = quiz.locator(".quiz-status")
            expect(quiz).to_have_attribute("data-outcome", "right" if right else here.stored(key["id"])["outcome"])
            if right:
                expect(quiz.locator(".quiz-after")).to_contain_text(
                    quiz.locator(".quiz-explain p").first.text_content()
                )
                continue
            assert here.stored(key["id"])["outcome"] in ("wrong", "partly")
            assert "try again" in status.text_content().lower()
            expect(quiz.locator(".quiz-after a")).to_have_text(quiz.locator("details .quiz-see a").text_content())
            # A sign and a word say so, not a colour alone.
            marks = quiz.locator(".quiz-feedback:visible .quiz-mark")
            expect(marks.first).to_contain_text(re.compile("not|another", re.IGNORECASE))
            assert here.stored(key["id"])["met"], kind
        assert here.violations() == [], f"answered {'rightly' if right else 'wrongly'}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator(".quiz-tally")).to_contain_text(
        f"{len(JUDGED)} of {len(JUDGED)} answered, {len(JUDGED)} right."
    )
    page.reload()
    for kind in JUDGED:
        expect(here.quiz(kind)[0].locator(".quiz-status")).to_have_text("Right.")
    assert here.complaints == []


def test_note_on_each_wrong_part_is_what_describes_its_control(kinds):
    for kind in ("match", "cloze", "text", "shape", "tracing"):
        quiz, _ = kinds.quiz(kind)
        kinds.answer(quiz, right=False)
        fields = quiz.locator("select, input, textarea")
        for place in range(fields.count()):
            note = kinds.page.locator(f"id={fields.nth(place).get_attribute('aria-describedby')}")
            expect(note).to_be_visible()
            expect(note.locator(".quiz-mark").first).to_be_visible()
            assert note.locator(".quiz-listed").count() == 0, "the answer itself is not given away"
        fields.first.press("End")
        kinds.page.keyboard.type("0") if kind in ("cloze", "text", "shape", "tracing") else fields.first.select_option(
            ""
        )
        assert fields.first.get_attribute("aria-describedby") is None


def test_steps_are_moved_by_buttons_that_keep_the_focus_and_tell_the_place(kinds):
    quiz, key = kinds.quiz("order")
    status, names = quiz.locator(".quiz-status"), quiz.locator(".quiz-step")
    check = quiz.get_by_role("button", name="Check")
    check.click()
    expect(status).to_have_text("Put the steps in order first.")
    assert kinds.stored(key["id"]) is None
    first = names.first.get_attribute("data-part")
    down = quiz.locator(f'[data-part="{first}"]').get_by_role("button", name="Move down")
    expect(down).to_have_accessible_name(re.compile("^Move down: .*(weigh|scale|add|read)"))
    down.focus()
    kinds.page.keyboard.press("Space")
    expect(down).to_be_focused()
    expect(status).to_have_text("Now step 2 of 5.")
    for _ in range(4):
        kinds.page.keyboard.press("Enter")
    expect(status).to_have_text("This is the last step already.")
    expect(down).to_be_focused()
    assert down.get_attribute("aria-disabled") == "true"
    assert names.last.get_attribute("data-part") == first
    check.click()
    expect(status).to_contain_text("in their place")
    kinds.page.reload()
    expect(names.last).to_have_attribute("data-part", first)
    quiz.get_by_role("button", name="Reset").click()
    expect(names.first).to_have_attribute("data-part", first)
    check.click()
    expect(status).to_have_text("Put the steps in order first.")


def test_steps_are_moved_by_touch(visit_kinds):
    here = visit_kinds(viewport={"width": 390, "height": 844}, has_touch=True)
    here.open("kinds.html")
    quiz, _ = here.quiz("order")
    button = quiz.locator(".quiz-step").nth(1).locator('[data-by="-1"]')
    part = quiz.locator(".quiz-step").nth(1).get_attribute("data-part")
    box = button.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    button.tap()
    expect(quiz.locator(".quiz-step").first).to_have_attribute("data-part", part)


def test_code_is_led_to_its_assignment_and_not_judged(kinds):
    quiz, _ = kinds.quiz("code")
    expect(quiz).to_contain_text("It is the task sample-step of the assignment sample")
    assert quiz.get_by_role("button").count() == 0


def test_hints_come_one_at_a_time_and_are_counted(kinds):
    quiz, key = kinds.quiz("choice")
    hints = quiz.locator(".quiz-hint")
    expect(hints.nth(1)).to_be_hidden()
    kinds.reach(hints.first.locator("summary"), most=200)
    kinds.page.keyboard.press("Enter")
    expect(hints.first).to_contain_text("The gate is a factor.")
    expect(hints.nth(1).locator("summary")).to_have_text("Hint 2 of 2")
    kinds.answer(quiz, right=False)
    assert kinds.stored(key["id"])["hints"] == 1
    hints.nth(1).locator("summary").click()
    expect(hints.nth(1)).to_contain_text("number")
    kinds.page.wait_for_function(
        "id => JSON.parse(localStorage.getItem(id)).hints === 2", arg=f"recurrent-course/quiz/1/{key['id']}"
    )
    kinds.page.reload()
    expect(hints.nth(1)).to_be_visible()


def test_without_script_hints_open_and_steps_are_read(visit_kinds):
    here = visit_kinds(java_script_enabled=False)
    page = here.open("kinds.html")
    hints = page.locator("#kinds-choice .quiz-hint")
    hints.nth(1).locator("summary").click()
    expect(hints.nth(1)).to_contain_text("number")
    quiz = page.locator("#kinds-order")
    expect(quiz.locator(".quiz-step").first).to_be_visible()
    expect(quiz.locator(".quiz-move").first).to_be_hidden()
    quiz.locator(".quiz-answers > summary").click()
    expect(quiz.locator(".quiz-key")).to_contain_text("weigh")


@pytest.mark.parametrize("kind", ["number", "shape", "tracing"])
def test_another_one_shows_other_numbers_and_the_answer_knows_its_variant(more, kind):
    quiz, first = more.quiz(kind)
    another = quiz.get_by_role("button", name="Another one")
    seen = {first["hash"]: quiz.locator("fieldset").text_content()}
    for place in range(2, 21):
        another.click()
        expect(quiz.locator(".quiz-status")).to_have_text(f"Other numbers: {place} of 20.")
        seen[more.key(quiz)["hash"]] = quiz.locator("fieldset").text_content().split("Other numbers")[0]
    assert len(set(seen.values())) == 20
    for place in (1, 2, 3):
        another.click()
        expect(quiz.locator(".quiz-status")).to_have_text(f"Other numbers: {place} of 20.")
        assert (more.key(quiz) == first) == (place == 1)
    key = more.key(quiz)
    more.answer(quiz, right=False)
    assert more.stored(key["id"])["seed"] == key["seed"]
    expect(quiz.locator(".quiz-feedback")).to_contain_text("A common misconception")
    more.answer(quiz, right=True)
    expect(quiz.locator(".quiz-status")).to_have_text("Right.")
    more.page.reload()
    expect(quiz.locator(".quiz-status")).to_have_text("Right.")
    assert more.key(quiz) == key
    assert more.stored(key["id"])["attempts"] == 2
    another.click()
    expect(quiz.locator(".quiz-status")).to_contain_text("Other numbers")
    assert more.key(quiz) != key
    assert quiz.locator(".quiz-entry").locator("input, textarea").input_value() == ""
    assert more.stored(key["id"])["hash"] == key["hash"], "the answer to the one before is remembered"
    assert more.violations() == []
    assert more.complaints == []


def test_formulas_of_a_variant_are_formulas(more):
    quiz, _ = more.quiz("number")
    quiz.get_by_role("button", name="Another one").click()
    expect(quiz.locator(".quiz-status")).to_contain_text("Other numbers")
    assert quiz.locator(".quiz-prompt .katex").count() > 0
    assert "<<" not in quiz.text_content() and "$" not in quiz.locator(".quiz-prompt").text_content()


def test_confidence_is_asked_only_where_she_wants_it_and_kept_with_the_verdict(kinds):
    quiz, key = kinds.quiz("text")
    switch = kinds.page.get_by_role("switch", name="Ask me how sure I am")
    expect(switch).not_to_be_checked()
    assert kinds.page.locator(".quiz-sure").count() == 0
    switch.focus()
    kinds.page.keyboard.press("Space")
    group = quiz.get_by_role("group", name="How sure are you?")
    expect(group).to_be_visible()
    kinds.answer(quiz, right=True)
    expect(quiz.locator(".quiz-status")).to_have_text("Say first how sure you are.")
    assert kinds.stored(key["id"]) is None
    expect(group.get_by_label("guess")).to_be_focused()
    kinds.page.keyboard.press("ArrowDown")
    kinds.page.keyboard.press("ArrowDown")
    kinds.page.keyboard.press("Enter")
    expect(quiz.locator(".quiz-status")).to_have_text("Right.")
    (judged,) = kinds.stored(key["id"])["judged"]
    assert judged[:2] == [3, 1]  # and when
    assert kinds.violations() == []
    kinds.page.reload()
    expect(switch).to_be_checked()
    expect(quiz.locator(".quiz-status")).to_have_text("Right.")
    switch.click()
    expect(group).to_be_hidden()


def test_every_kind_reads_from_right_to_left_without_overflow(visit_kinds):
    here = visit_kinds(viewport={"width": 390, "height": 844})
    page = here.open("kinds.html")
    page.evaluate("document.documentElement.dir = 'rtl'")
    for quiz in page.locator("section.quiz").all():
        box = quiz.bounding_box()
        for part in quiz.locator(".quiz-part:visible").all():
            inside = part.bounding_box()
            assert box["x"] <= inside["x"] and inside["x"] + inside["width"] <= box["x"] + box["width"] + 0.5
    step = page.locator(".quiz-step").first
    assert step.locator(".quiz-moves").bounding_box()["x"] < step.locator(".quiz-step-text").bounding_box()["x"]


def test_print_has_the_questions_first_and_the_answers_at_the_end_of_the_page(kinds):
    page = kinds.page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sheet = page.locator(".quiz-sheet")
    expect(sheet.get_by_role("heading", name="Answers")).to_be_visible()
    assert sheet.locator("h3").all_text_contents() == [f"Question {n}" for n in range(1, 11)]
    expect(sheet).to_contain_text("One times the memory.")
    expect(sheet).to_contain_text("Two products and a sum.")
    assert page.locator("article").evaluate("a => a.lastElementChild.className") == "quiz-sheet"
    for quiz in page.locator("section.quiz").all():
        expect(quiz.locator(".quiz-prompt")).to_be_visible()
        expect(quiz.locator(".quiz-answers")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(sheet).to_have_count(0)
