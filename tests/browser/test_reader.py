"""A page without a network, in a frame of a learning platform, and as a link in a chat."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
KEPT = """async () => {
    await navigator.serviceWorker.ready;
    const kept = await (await caches.open('recurrent-course-1')).keys();
    return kept.map((request) => new URL(request.url).pathname);
}"""


def test_page_that_was_opened_once_is_read_again_without_a_network(visit):
    here = visit(service_workers="allow")
    page = here.open("gates/equations.html")
    for part in ("/gates/equations.html", "/_static/site-", "/quiz.js", "/judge.js"):
        page.wait_for_function(f"async () => (await ({KEPT})()).some((path) => path.includes('{part}'))")
    here.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Three gates")
    quiz = page.locator('section.quiz[data-kind="choice"]').first
    quiz.locator("input").first.check()
    quiz.get_by_role("button", name="Check").click()
    expect(quiz.locator(".quiz-status")).not_to_be_empty()
    assert page.evaluate("getComputedStyle(document.querySelector('article')).fontFamily") != "serif"
    page.goto(f"{here.site}/bibliography.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is not here yet")
    here.context.set_offline(False)
    page.goto(f"{here.site}/bibliography.html")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bibliography")


def test_a_browser_that_keeps_no_pages_says_so_and_forgets_nothing_else(visit):
    here = visit()
    here.page.add_init_script("caches.open = () => Promise.reject(new DOMException('no', 'SecurityError'))")
    here.open("progress.html")
    expect(here.page.locator(".quiz-progress")).to_contain_text("This browser keeps no pages of this site")
    expect(here.page.get_by_role("button", name="Export to a file")).to_be_visible()
    expect(here.page.get_by_text("0 of 0")).to_have_count(0)  # what is no chapter stands in none of its rows
    assert here.complaints == []


def test_worker_keeps_nothing_of_other_hosts(visit):
    here = visit(service_workers="allow")
    page = here.open("index.html")
    kept = page.evaluate(KEPT)
    own = {urlsplit(address).path for address in here.requests}
    assert set(kept) <= own | {"/index.html"}


def test_embedded_page_shows_the_content_alone_and_its_links_stay_so(visit):
    here = visit()
    page = here.open("gates.html?embed")
    for frame in (".bd-sidebar-primary", ".header-article", ".bd-footer", ".prev-next-footer"):
        assert page.locator(frame).count() == 0 or not page.locator(frame).first.is_visible(), frame
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    link = page.locator("article a[href*='notation.html']").first
    link.click()
    page.wait_for_url(re.compile(r"notation\.html\?embed"))
    assert not page.locator(".bd-sidebar-primary").first.is_visible()
    assert here.violations() == []


def test_frame_around_learns_how_high_the_page_is(visit):
    here = visit()
    page = here.page
    page.goto(f"{here.site}/index.html")
    page.set_content(
        f"""<script>addEventListener('message', (event) => {{ window.told = JSON.parse(event.data); }});</script>
        <iframe src="{here.site}/notation.html?embed" width="600" height="200"></iframe>"""
    )
    page.wait_for_function("window.told && window.told.height > 400")
    assert page.evaluate("window.told.subject") == "lti.frameResize"


def test_contents_beside_a_page_follow_a_jump_past_all_headings(visit):
    page = visit().open("sequences/gradients.html")
    page.wait_for_function("'whole' in document.documentElement.dataset")
    marked = page.locator("#pst-page-toc-nav a.active")
    expect(marked).to_have_count(0)
    for place in ("with-tanh-on-a-real-series", "the-number-that-decides"):
        page.evaluate("(id) => document.getElementById(id).scrollIntoView()", place)
        page.evaluate("() => scrollBy(0, 900)")
        expect(page.locator("#pst-page-toc-nav a[aria-current]")).to_have_attribute("href", f"#{place}")
        expect(marked).to_have_count(1)


def metas(folder, name):
    html = (folder / name).read_text(encoding="utf-8")
    return dict(re.findall(r'<meta property="(og:[a-z:_]+)" content="([^"]*)"', html)), html


def test_card_of_a_page_says_what_its_head_says(book_folder):
    card, html = metas(book_folder, "gates.html")
    described = re.search(r'<meta content="([^"]+)" name="description"', html)[1]
    assert card["og:title"] == "Gates"
    assert card["og:description"][:60] == described[:60]
    assert "og:image" not in card  # whom would it be shown to here?
    assert f'<link rel="canonical" href="{card["og:url"]}"' in html


def test_sitemap_lists_every_page_of_the_book(book_folder, pages):
    text = (book_folder / "sitemap.xml").read_text(encoding="utf-8")
    listed = {urlsplit(address).path.lstrip("/") for address in re.findall(r"<loc>(.*?)</loc>", text)}
    assert listed == set(pages) - {"search.html", "genindex.html", "404.html"}
