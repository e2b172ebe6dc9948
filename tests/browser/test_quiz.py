"""A reader answers the questions of the built chapter."""

import json

import pytest
from playwright.sync_api import expect
from visits import press_and_answer

pytestmark = pytest.mark.browser
SMALL = "states/step.html"  # a section that asks for a choice, choices and a number
ENTRY = {"hash": "of another key", "answer": "x", "outcome": "right", "score": 1, "attempts": 1, "first": 1, "last": 1}


def wrong_and_right(key):
    ids = [option["id"] for option in key["options"]]
    right = [option["id"] for option in key["options"] if option["right"]]
    return next(each for each in ids if each not in right), right


def choose_by_keyboard(here, quiz, option_id):
    """Move along the radio buttons with the arrow keys to an option."""
    radios = quiz.locator("input[type=radio]")
    checked = quiz.locator("input:checked")
    start = checked if checked.count() else radios.first
    here.reach(start, "Shift+Tab" if checked.count() else "Tab", most=400)
    here.page.keyboard.press("Space")
    wanted = quiz.locator(f'input[value="{option_id}"]')
    here.reach(wanted, "ArrowDown", most=10)


def test_choice_answered_wrongly_then_rightly_by_keyboard_survives_a_reload(visit):
    here = visit()
    page = here.open(SMALL)
    quiz, key = here.quiz("choice")
    wrong, (right,) = wrong_and_right(key)
    status = quiz.get_by_role("status")
    check = quiz.get_by_role("button", name="Check")

    choose_by_keyboard(here, quiz, wrong)
    here.reach(check, most=3)
    page.keyboard.press("Enter")
    expect(status).to_contain_text("Not right.")
    expect(check).to_be_focused()
    chosen = quiz.locator(f'input[value="{wrong}"]')
    note = page.locator(f"id={chosen.get_attribute('aria-describedby')}")
    expect(note).to_be_visible()
    expect(note).to_contain_text("Not right.")
    expect(note).to_contain_text("A common misconception")
    expect(quiz.locator(".quiz-after .quiz-see, .quiz-after a").first).to_be_visible()
    assert here.stored(key["id"])["attempts"] == 1

    choose_by_keyboard(here, quiz, right)
    expect(status).to_be_empty()
    expect(note).to_be_hidden()
    page.keyboard.press("Enter")
    expect(status).to_have_text("Right.")
    explained = quiz.locator(".quiz-explain").text_content().strip()
    assert explained in quiz.locator(".quiz-after").text_content()

    page.reload()
    expect(quiz.locator(f'input[value="{right}"]')).to_be_checked()
    expect(quiz.get_by_role("status")).to_have_text("Right.")
    entry = here.stored(key["id"])
    assert (entry["answer"], entry["outcome"], entry["score"], entry["attempts"]) == (right, "right", 1, 2)
    assert 0 < entry["first"] <= entry["last"]

    here.reach(quiz.get_by_role("button", name="Reset"), most=400)
    page.keyboard.press("Enter")
    expect(status).to_have_text("Answer cleared. When it comes back is still known.")
    assert quiz.locator("input:checked").count() == 0
    kept = here.stored(key["id"])
    assert (kept["log"], kept["due"], kept["attempts"]) == (entry["log"], entry["due"], 2)
    page.reload()
    assert quiz.locator("input:checked").count() == 0
    assert here.stored(key["id"]) == kept
    choose_by_keyboard(here, quiz, right)
    page.keyboard.press("Enter")
    quiz.get_by_role("button", name="Reset").click()
    here.reach(quiz.get_by_role("button", name="Forget it"), most=30)
    page.keyboard.press("Enter")
    expect(status).to_have_text("Forgotten.")
    expect(status).to_be_focused()
    assert here.stored(key["id"]) is None
    assert here.complaints == []


def test_choices_tells_how_many_were_found_and_notes_each_choice(visit):
    here = visit()
    page = here.open(SMALL)
    quiz, key = here.quiz("choices")
    wrong, right = wrong_and_right(key)
    for option_id in [right[0], wrong]:
        quiz.locator(f'input[value="{option_id}"]').focus()
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    status = quiz.get_by_role("status")
    expect(status).to_contain_text("1 of your choices applies, 1 does not; something is missing.")  # and not how many
    notes = quiz.locator(".quiz-feedback:visible")
    assert sorted(notes.locator(".quiz-mark").all_text_contents()) == ["Not right.", "Right."]
    page.reload()
    expect(status).to_contain_text("1 of your choices applies, 1 does not")
    quiz.locator(f'input[value="{wrong}"]').uncheck()
    for option_id in right:
        quiz.locator(f'input[value="{option_id}"]').check()
    quiz.get_by_role("button", name="Check").click()
    expect(status).to_have_text("Right.")
    assert here.stored(key["id"])["attempts"] == 2


def test_number_knows_the_mistake_and_understands_a_decimal_comma(visit):
    here = visit()
    page = here.open("gates/bias.html")  # a known mistake that is a misconception
    numbers = page.locator('section.quiz[data-kind="number"]')
    keys = [
        numbers.nth(i).locator(".quiz-data").evaluate("e => JSON.parse(e.textContent)") for i in range(numbers.count())
    ]
    index = next(i for i, key in enumerate(keys) if key["mistakes"])
    quiz, key = numbers.nth(index), keys[index]
    field, status = quiz.get_by_label("Your answer"), quiz.get_by_role("status")
    assert field.get_attribute("inputmode") == "decimal"

    field.press("Enter")
    expect(status).to_have_text("Write a number first.")
    field.fill("about half")
    field.press("Enter")
    expect(status).to_contain_text("Expected a number")
    assert field.get_attribute("aria-invalid") == "true"
    assert here.stored(key["id"]) is None

    mistake = key["mistakes"][0]
    field.fill(repr(mistake["value"]))
    assert field.get_attribute("aria-invalid") is None
    field.press("Enter")
    expect(status).to_contain_text("Not right. See the note under your answer")
    why = quiz.locator(f'details [data-about="{mistake["id"]}"] .quiz-misconception').text_content()
    expect(quiz.locator(".quiz-entry .quiz-feedback")).to_contain_text(why)

    field.fill(repr(key["answer"]).replace(".", ",").replace("-", "\N{MINUS SIGN}"))
    field.press("Enter")
    expect(status).to_have_text("Right.")
    page.reload()
    expect(status).to_have_text("Right.")


def test_check_without_an_answer_is_no_attempt(visit):
    here = visit()
    here.open(SMALL)
    quiz, key = here.quiz("choice")
    quiz.get_by_role("button", name="Check").click()
    expect(quiz.get_by_role("status")).to_have_text("Choose an option first.")
    assert here.stored(key["id"]) is None


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("not JSON", ""),
        (json.dumps(ENTRY), "This question has changed since you answered it. Please answer it again."),
    ],
    ids=["broken", "of an earlier version"],
)  # fmt: skip
def test_entry_that_cannot_be_trusted_restores_no_verdict(visit, entry, says):
    here = visit()
    page = here.open(SMALL)
    quiz, key = here.quiz("choice")
    page.evaluate("([id, entry]) => localStorage.setItem(`recurrent-course/quiz/1/${id}`, entry)", [key["id"], entry])
    page.reload()
    expect(quiz.get_by_role("status")).to_have_text(says)
    assert quiz.locator("input:checked").count() == 0
    assert quiz.get_attribute("data-outcome") is None
    assert here.complaints == []


def test_questions_work_where_the_browser_keeps_nothing(visit):
    here = visit()
    here.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {configurable: true, "
        "get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    page = here.open(SMALL)
    quiz, key = here.quiz("choice")
    _, (right,) = wrong_and_right(key)
    quiz.locator(f'input[value="{right}"]').check()
    quiz.get_by_role("button", name="Check").click()
    expect(quiz.get_by_role("status")).to_have_text("Right.")
    expect(quiz.get_by_role("alert")).to_contain_text("This browser keeps nothing for this site")
    expect(page.locator(".quiz-tally")).to_contain_text("1 of")
    quiz, key = here.quiz("number")
    here.answer(quiz, right=True)
    expect(page.get_by_role("alert")).to_have_count(1)  # it is said once
    assert here.complaints == []


def test_all_answers_of_the_page_are_counted_and_cleared_at_once(visit):
    here = visit()
    page = here.open(SMALL)
    for kind in ("choice", "choices"):
        quiz, key = here.quiz(kind)
        for option_id in wrong_and_right(key)[1]:
            quiz.locator(f'input[value="{option_id}"]').check()
        quiz.get_by_role("button", name="Check").click()
    total = page.locator('section.quiz:not([data-kind="code"])').count()
    tally = page.locator(".quiz-tally")
    expect(tally).to_contain_text(f"On this page: 2 of {total} answered, 2 right.")
    press_and_answer(tally.get_by_role("button", name="Reset all"), accept=False)
    expect(page.locator(".quiz input:checked")).not_to_have_count(0)
    press_and_answer(tally.get_by_role("button", name="Reset all"), accept=True)
    expect(page.locator(".quiz input:checked")).to_have_count(0)
    expect(tally).to_contain_text("2 of")
    press_and_answer(tally.get_by_role("button", name="Forget all"), accept=True)
    expect(tally).to_contain_text(f"On this page: 0 of {total} answered, 0 right.")
    assert page.locator(".quiz input:checked").count() == 0
    kept = page.evaluate("Object.keys(localStorage)")
    assert not [name for name in kept if name.startswith("recurrent-course/quiz/")]


def test_without_script_the_answers_open_and_nothing_pretends_to_check(visit):
    here = visit(java_script_enabled=False)
    page = here.open(SMALL)
    quiz = page.locator('section.quiz[data-kind="choice"]').first
    expect(quiz.get_by_role("button", name="Check")).to_be_hidden()
    explanation = quiz.locator("details .quiz-explain")
    expect(explanation).to_be_hidden()
    quiz.locator("summary", has_text="Answer").focus()
    page.keyboard.press("Enter")
    expect(explanation).to_be_visible()
    expect(quiz.locator("details", has_text="Answer")).to_contain_text("Right.")
    address = page.url
    quiz.locator("input").first.press("Enter")
    assert page.url == address


def test_print_shows_the_questions_and_then_their_answers(visit):
    here = visit()
    page = here.open(SMALL)
    page.emulate_media(media="print")
    for quiz in page.locator("section.quiz").all():
        expect(quiz.locator(".quiz-prompt")).to_be_visible()
        expect(quiz.get_by_role("button", name="Check")).to_be_hidden()
        assert quiz.locator(".quiz-explain").evaluate("e => e.checkVisibility({contentVisibilityAuto: true})")
        assert quiz.locator(".quiz-explain").bounding_box()["height"] > 10
