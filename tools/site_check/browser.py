"""The pages in Chromium: what axe-core finds, what they weigh, what they ask other hosts for, what goes wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Request, sync_playwright

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
LOOKS = [(width, theme) for width in (390, 1280) for theme in ("light", "dark")]
# What lies below the first view is laid out after the page has been loaded (book/_ext/site/whole.js).
WHOLE = "() => !document.querySelector('.later') || !document.documentElement.classList.contains('arriving')"
FONTS = (".woff2", ".woff", ".ttf")
# What WCAG 2.2 asks of a page: 1280 pixels at 400 % (1.4.10), and the spacing that a reader may set (1.4.12).
REFLOW = 320
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""


@dataclass(frozen=True)
class Weight:
    """What a page takes on first view, fonts apart."""

    sent: int  # bytes on the wire, compressed
    whole: int  # bytes, unpacked
    fonts: int  # bytes on the wire, of fonts


@dataclass(frozen=True)
class Look:
    """What came of a page over all widths and themes."""

    page: str
    weight: Weight
    elements: int  # of the document
    violations: tuple[str, ...]  # of axe-core
    complaints: tuple[str, ...]  # errors of scripts, files that are missing, hosts that were asked, overflow


def chromium_path() -> str | None:
    """Return the browser of the machine; None where Playwright's own has to do."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def opened() -> Iterator[Browser]:
    """Give a Chromium."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=[*FLAGS, *(["--no-sandbox"] if root else [])]
        )
        yield browser
        browser.close()


def look_at(browser: Browser, address: str, pages: Sequence[str]) -> Iterator[Look]:
    """Yield what is found on each page."""
    for page in pages:
        views = [_view(browser, address, page, width, theme) for width, theme in LOOKS]
        violations = dict.fromkeys(line for view in views for line in view.violations)
        complaints = dict.fromkeys(line for view in views for line in view.complaints)
        complaints |= dict.fromkeys(_reflow(browser, address, page))
        yield Look(page, views[0].weight, views[0].elements, tuple(violations), tuple(complaints))


def _view(browser: Browser, address: str, page: str, width: int, theme: str) -> Look:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=theme, service_workers="block")
    tab = context.new_page()
    requests: list[Request] = []
    complaints: list[str] = []
    tab.on("requestfinished", lambda request: requests.append(request))
    tab.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    tab.on("response", lambda got: complaints.append(f"{got.status}: {got.url}") if got.status >= 400 else None)
    tab.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    tab.goto(f"{address}/{page}", wait_until="networkidle")
    tab.wait_for_function(WHOLE)
    sizes = [_size(request) for request in requests]
    own = (f"{address}/", "data:", "blob:")
    complaints += [f"asks another host: {url}" for url, _, _ in sizes if not url.startswith(own)]
    fonts = sum(sent for url, sent, _ in sizes if url.endswith(FONTS))
    rest = [(sent, whole) for url, sent, whole in sizes if not url.endswith(FONTS)]
    weight = Weight(sum(sent for sent, _ in rest), sum(whole for _, whole in rest), fonts)
    if tab.evaluate("document.documentElement.scrollWidth") > width:
        complaints.append(f"wider than {width} pixels")
    elements = tab.evaluate("document.querySelectorAll('*').length")
    tab.add_script_tag(path=AXE)
    violations = [
        f"{found['impact']} {found['id']} ({width}, {theme}): "
        + "; ".join(" ".join(map(str, node["target"])) for node in found["nodes"][:3])
        for found in tab.evaluate("async () => (await axe.run()).violations")
    ]
    context.close()
    return Look(page, weight, elements, tuple(violations), tuple(complaints))


def _reflow(browser: Browser, address: str, page: str) -> Iterator[str]:
    """Yield where a narrow page, or one with its text spaced out, scrolls sideways."""
    for width, spacing in ((REFLOW, ""), (LOOKS[0][0], SPACING)):
        context = browser.new_context(viewport={"width": width, "height": 844}, service_workers="block")
        tab = context.new_page()
        tab.goto(f"{address}/{page}", wait_until="load")
        tab.wait_for_function(WHOLE)
        if spacing:
            tab.add_style_tag(content=spacing)
        if tab.evaluate("document.documentElement.scrollWidth") > width:
            yield f"wider than {width} pixels{' with its text spaced out' if spacing else ''}"
        context.close()


def _size(request: Request) -> tuple[str, int, int]:
    """Return the address, the bytes on the wire and those unpacked."""
    if not request.url.startswith("http"):
        return request.url, 0, 0
    sizes = request.sizes()
    return request.url, sizes["responseBodySize"] + sizes["responseHeadersSize"], len(request.response().body())
