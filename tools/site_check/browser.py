"""The pages in Chromium: what axe-core finds, what they weigh, what they ask other hosts for, what goes wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Request, sync_playwright
from site_check.focus import unseen
from site_check.names import tree, unnamed
from site_check.states import DESK, WHOLE, State, states

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
FONTS = (".woff2", ".woff", ".ttf")


@dataclass(frozen=True)
class Weight:
    """What a page takes on first view, fonts apart."""

    sent: int  # bytes on the wire, compressed
    whole: int  # bytes, unpacked
    fonts: int  # bytes on the wire, of fonts


@dataclass(frozen=True)
class Look:
    """What was found on a page in all its states."""

    page: str
    weight: Weight
    elements: int  # of the document
    violations: dict[str, tuple[str, ...]]  # of axe-core, by the state that the page was in
    named: int  # what has to have a name in the accessibility tree, as the page is loaded
    complaints: tuple[str, ...]  # errors of scripts, missing files, other hosts, overflow, missing names, focus


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
        yield _look(browser, address, page)


def _look(browser: Browser, address: str, page: str) -> Look:
    """Load a page once, and look at it in one state after the other."""
    context = browser.new_context(
        viewport={"width": DESK, "height": 844}, color_scheme="light", service_workers="block", reduced_motion="reduce"
    )
    tab = context.new_page()
    requests: list[Request] = []
    complaints: list[str] = []
    tab.on("requestfinished", lambda request: requests.append(request))
    tab.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    tab.on("response", lambda got: complaints.append(f"{got.status}: {got.url}") if got.status >= 400 else None)
    tab.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    tab.goto(f"{address}/{page}", wait_until="networkidle")
    tab.wait_for_function(WHOLE)
    weight, foreign = _weigh(requests, address)
    complaints += foreign
    elements = tab.evaluate("document.querySelectorAll('*').length")
    named, complained = unnamed(tree(tab))
    complaints += complained
    found: dict[str, tuple[str, ...]] = {}
    for state in states(tab, address, page):
        if tab.evaluate("document.documentElement.scrollWidth") > state.width:
            complaints.append(f"wider than {state.width} pixels{state.note} ({state.name})")
        if state.rules != []:
            found[state.name] = (*found.get(state.name, ()), *_violations(tab, state))
    complaints += unnamed(tree(tab))[1]
    complaints += unseen(tab)
    context.close()
    return Look(page, weight, elements, found, named, tuple(dict.fromkeys(complaints)))


def _violations(tab: Page, state: State) -> Iterator[str]:
    if not tab.evaluate("() => 'axe' in globalThis"):
        tab.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"resultTypes": ["violations"], **({"runOnly": state.rules} if state.rules else {})}
    for each in tab.evaluate("async (options) => (await axe.run(options)).violations", options):
        targets = "; ".join(" ".join(map(str, node["target"])) for node in each["nodes"][:3])
        yield f"{each['impact']} {each['id']} ({state.name}, {state.width} px): {targets}"


def _weigh(requests: Sequence[Request], address: str) -> tuple[Weight, list[str]]:
    """Return what the first view weighs, and what was asked of other hosts."""
    sizes = [_size(request) for request in requests]
    own = (f"{address}/", "data:", "blob:")
    foreign = [f"asks another host: {url}" for url, _, _ in sizes if not url.startswith(own)]
    fonts = sum(sent for url, sent, _ in sizes if url.endswith(FONTS))
    rest = [(sent, whole) for url, sent, whole in sizes if not url.endswith(FONTS)]
    return Weight(sum(sent for sent, _ in rest), sum(whole for _, whole in rest), fonts), foreign


def _size(request: Request) -> tuple[str, int, int]:
    """Return the address, the bytes on the wire and those unpacked."""
    if not request.url.startswith("http"):
        return request.url, 0, 0
    sizes = request.sizes()
    return request.url, sizes["responseBodySize"] + sizes["responseHeadersSize"], len(request.response().body())
