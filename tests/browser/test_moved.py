"""An address with an anchor of a long chapter leads to the section that has it now."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
OLD = {  # as they stood in feedback, in bookmarks and in other people's courses
    "gates.html#forget-gate": "gates/equations.html",
    "gates.html#gates-forget-decay": "gates/bias.html",
    "gates.html#cell-live": "gates/step.html",
    "gates.html#how-many-parameters": "gates/parameters.html",
    "gates.html#equation-gates-back-c": "gates/backward.html",
    "gates.html#exercises": "gates/practice.html",
}


@pytest.mark.parametrize("address", OLD)
def test_old_address_leads_to_the_paragraph(visit, address):
    page = visit().page
    anchor = address.partition("#")[2]
    page.goto(f"{visit().site}/{address}", wait_until="load")
    page.wait_for_url(re.compile(re.escape(f"/{OLD[address]}#{anchor}") + "$"))
    place = page.locator(f"id={anchor}")
    place.wait_for(state="attached")
    page.wait_for_function(
        "anchor => Math.abs(document.getElementById(anchor).getBoundingClientRect().top) < innerHeight", arg=anchor
    )
    page.go_back()
    assert "gates.html" not in page.url, "the old address is no stop on the way back"


def test_embedded_and_own_anchors(visit):
    here = visit()
    page = here.page
    page.goto(f"{here.site}/gates.html?embed#forget-gate", wait_until="load")
    page.wait_for_url(re.compile(r"/gates/equations\.html\?embed=?#forget-gate$"))
    page.goto(f"{here.site}/gates.html#gates", wait_until="load")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Gates"))
    page.evaluate("location.hash = 'cell-update'")  # a link that was pasted while the page is open
    page.wait_for_url(re.compile(r"/gates/equations\.html#cell-update$"))
    page.goto(f"{here.site}/gates.html#no-such-place", wait_until="load")
    page.wait_for_timeout(300)
    assert page.url.endswith("/gates.html#no-such-place")
    assert here.complaints == []


def test_without_scripts_there_is_a_list_of_sections(visit):
    page = visit(java_script_enabled=False).page
    page.goto(f"{visit().site}/gates.html#forget-gate")
    links = page.locator("article table a")
    assert links.count() >= 9
    links.nth(1).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Three gates")
