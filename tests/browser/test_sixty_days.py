"""Two months of a learner as the page has them: the clock goes on, changes to summer time, and travels to New York.

What tests/js/sixty-days.test.js asks of the functions for many learners is asked here of the pages for one of them,
with the days on which FSRS-6 brings an item back written out: three recalls wait 3, 14 and 57 days, answers with a hint
2, 4, 9, 15, 23 and 32, and what was missed or looked up comes back on the next day.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
RECALLS, HINTS, MISSES = "kinds-number", "kinds-choice", "kinds-shape"
LEVELS = {RECALLS: "fairly sure", HINTS: "guess", MISSES: "certain"}
# The days of each item's recalls; the last of a list is the one on which it is due after the sixty days.
DUE = {RECALLS: [0, 3, 17, 74], HINTS: [0, 2, 6, 15, 30, 53, 85]}
SITTINGS = [(day, BERLIN) for day in (1, 2, 3, 6, 15, 17, 30)] + [(53, NEW_YORK)]


class Clock:
    """The day that the page's reader is on, counted from the first of March, and the zone that they are in."""

    def __init__(self, here):
        self.here, self.zone = here, BERLIN
        self.session = here.context.new_cdp_session(here.page)
        self.session.send("Emulation.setTimezoneOverride", {"timezoneId": BERLIN})
        here.context.clock.install(time=self.at(0, 20))

    def at(self, day, hour, minute=0):
        local = datetime(2026, 3, 1, hour, minute) + timedelta(days=day)
        return local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def go(self, day, hour, minute=0, zone=BERLIN):
        """Open the review at a time."""
        if zone != self.zone:
            self.zone = zone
            self.session.send("Emulation.setTimezoneOverride", {"timezoneId": zone})
        self.here.context.clock.set_system_time(self.at(day, hour, minute))
        return self.here.open("review.html")


def act(here, quiz, item, *, looks):
    """Answer as the learner does: one item they know, at one they take a hint, and one they miss or look up first."""
    if looks:
        quiz.locator(".quiz-answers > summary").click()
    if item == HINTS:
        quiz.locator(".quiz-hint > summary").first.click()
    quiz.get_by_label(LEVELS[item]).check()
    missed = item == MISSES and not looks
    here.answer(quiz, right=not missed)
    if missed:
        here.answer(quiz, right=True)  # a second later they know it, and are certain again
    expect(quiz.locator(".quiz-status")).to_contain_text("Right.")
    due = "id => JSON.parse(localStorage[`recurrent-course/quiz/1/${id}`]).due > Date.now()"
    here.page.wait_for_function(due, arg=item)


def test_sixty_days_show_intervals_calibration_and_due_counts_as_they_happened(visit_kinds):
    here = visit_kinds()
    clock = Clock(here)
    page = here.open("kinds.html")
    page.get_by_role("switch").check()
    for item in (RECALLS, HINTS, MISSES):
        act(here, page.locator(f"#{item}"), item, looks=False)
    clock.go(1, 3, 50)  # past midnight is still the day before
    nothing = "Nothing is due of the 3 questions that you have met. The next is due in 1 day."
    expect(page.get_by_text(nothing)).to_be_visible()
    recalls, missed = {RECALLS: [0], HINTS: [0], MISSES: [0]}, 1
    for turn, (day, zone) in enumerate(SITTINGS):
        wanted = sorted([item for item, days in DUE.items() if day in days] + [MISSES])
        if day in (30, 53):  # set before the clocks changed, and before the journey
            clock.go(day, 3, 50, zone)
            expect(page.get_by_text("1 question of 3 that you have met is due.")).to_be_visible()
        clock.go(day, 4, 10, zone)
        are = "question of 3 that you have met is" if len(wanted) == 1 else "questions of 3 that you have met are"
        expect(page.get_by_text(f"{len(wanted)} {are} due.")).to_be_visible()
        expect(page.locator(".bd-sidebar")).to_contain_text(f"({len(wanted)} due)")
        here.context.clock.set_system_time(clock.at(day, 12))  # when it is the same day in both places
        page.get_by_role("button", name="Start the review").click()
        asked = []
        for place in range(len(wanted)):
            quiz = page.locator("section.quiz")
            expect(page.locator(".quiz-deck-status")).to_have_text(f"Question {place + 1} of {len(wanted)}")
            expect(quiz).to_be_visible()
            asked.append(quiz.get_attribute("id"))
            looks = asked[-1] == MISSES and turn % 2 == 0
            missed += asked[-1] == MISSES and not looks
            act(here, quiz, asked[-1], looks=looks)
            page.get_by_role("button", name="Finish" if place + 1 == len(wanted) else "Next question").click()
        assert sorted(asked) == wanted
        for item in asked:
            recalls[item].append(day)
    assert recalls == {RECALLS: DUE[RECALLS][:-1], HINTS: DUE[HINTS][:-1], MISSES: [0, *(day for day, _ in SITTINGS)]}
    grades = {item: [grade for _, grade in here.stored(item)["log"]] for item in recalls}
    assert grades == {RECALLS: [3] * 3, HINTS: [2] * 6, MISSES: [1] * 9}
    clock.go(60, 12, zone=NEW_YORK)
    expect(page.get_by_text("1 question of 3 that you have met is due.")).to_be_visible()
    for item, days in DUE.items():
        due = datetime.fromtimestamp(here.stored(item)["due"] / 1000, ZoneInfo(NEW_YORK))
        assert (due.date() - datetime(2026, 3, 1).date()).days == days[-1]
    here.open("progress.html")
    told = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="certain", exact=True))
    table = page.get_by_role("table").filter(has=told)
    cells = {level: table.get_by_role("row").filter(has_text=level).get_by_role("cell") for level in LEVELS.values()}
    expect(cells["fairly sure"]).to_have_text(["3", "100%"])
    expect(cells["guess"]).to_have_text(["6", "100%"])
    expect(cells["certain"]).to_have_text([str(missed), "0%"])
    assert here.complaints == []
