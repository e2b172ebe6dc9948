"""The same task in a page of pyodide-mkdocs-theme, whose files come from this machine as far as they can be had.

Its page names another host's files of Pyodide 0.25.0 and of five npm packages, with their hashes. Pyodide's are the
very files that our page has (0.27.7 with its numpy), the packages are npm's own of the same or the nearest version, and
the hashes are taken out; all of it lies below `_build/peer`. Nothing else of the page is changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Response, Route

from benchmarks.page_python import FIRST_MB, FIRST_VIEW, KINDS, VISITS, above, codes
from benchmarks.site import sent, served
from quizzes.live.wheels import CORE, version

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "_build" / "peer"
THEME = "pyodide-mkdocs-theme==5.7.0"
PIP = "micropip==0.9.0"  # with which the page fetches numpy
PACKAGES = ("jquery@3.7.1", "jquery.terminal", "lodash@4.17.20", "ace-builds", "mathjax@3", "@highlightjs/cdn-assets")
READY = "() => Boolean(globalThis.ace && document.querySelector('.ace_editor') && globalThis.pyodide?.runPython)"
WRITE = "(code) => ace.edit(document.querySelector('.ace_editor')).setValue(code)"
PRESS = "() => document.querySelector('button[btn_kind=check]').click()"
CLEAR = "() => jQuery('.terminal').terminal().clear()"
TOLD = "(word) => document.querySelector('.terminal').innerText.includes(word)"


def prepare() -> Path:
    """Install the theme and what its page loads, build the page, and return its folder; nothing where it is there."""
    site = FOLDER / "site"
    if site.is_dir():
        return site
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "docs").mkdir(parents=True)
    for name, place in (("mkdocs.yml", ""), ("index.md", "docs"), ("step.py.txt", "docs")):
        shutil.copyfile(HERE / name, FOLDER / place / name.removesuffix(".txt"))  # no module of ours
    subprocess.run([sys.executable, "-m", "venv", FOLDER / "venv"], check=True)
    pip = [FOLDER / "venv" / "bin" / "python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", THEME], check=True)
    for_pyodide = ["--python-version", "3.12", "--only-binary=:all:", "--no-deps"]
    subprocess.run([*pip, "download", *for_pyodide, PIP, "--dest", FOLDER / "wheels"], check=True)
    npm, path = Path(sys.executable).with_name("npm"), f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    words = ["--prefix", FOLDER, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([npm, "install", *words, *PACKAGES], env={**os.environ, "PATH": path}, check=True)
    command = [FOLDER / "venv" / "bin" / "mkdocs", "build", "--quiet", "--site-dir", FOLDER / "made"]
    subprocess.run(command, cwd=FOLDER, check=True)
    for path in [*(FOLDER / "made").glob("js-*/*.js"), *(FOLDER / "made").glob("*.html")]:
        text = re.sub(r"/pyodide/v[0-9.]+/", f"/pyodide/v{version()}/", path.read_text(encoding="utf-8"))
        path.write_text(re.sub(r' integrity="[^"]+"|integrity: ?"sha256-[^"]+",?', "", text), encoding="utf-8")
    (FOLDER / "made").rename(site)
    return site


def _content(url: str, core: Path) -> bytes | None:
    """Return what the other host would have given, None where it is not here."""
    path = urlsplit(url).path
    if path.startswith("/npm/"):
        found = re.fullmatch(r"/npm/((?:@[^/]+/)?[^/@]+)(?:@[^/]+)?/?(.*)", path)
        wanted = FOLDER / "node_modules" / found[1] / (found[2] or "dist/jquery.min.js") if found else FOLDER
        return wanted.read_bytes() if wanted.is_file() else None
    name = path.rpartition("/")[2]
    places = (folder / name for folder in (CORE, core, FOLDER / "wheels"))
    content = next((place.read_bytes() for place in places if place.is_file()), None)
    if name != "pyodide-lock.json" or content is None:
        return content
    lock = json.loads(content)
    (wheel,) = (FOLDER / "wheels").glob("micropip-*.whl")
    lock["packages"]["micropip"]["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return json.dumps(lock).encode()


def measure(browser: Browser, core: Path) -> Iterator[tuple[str, float]]:
    """Yield figures by the names that ours have; `core` is the folder of Pyodide's files in our book."""
    with served(prepare()) as address:
        context = browser.new_context()
        fetched: dict[str, int] = {}

        def give(route: Route) -> None:
            content = _content(route.request.url, core)
            if content is None:
                route.abort()
                return
            path = urlsplit(route.request.url).path
            fetched[route.request.url] = sent(path, content)
            kinds = {".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm"}
            kind = kinds.get(Path(path).suffix, "application/octet-stream")
            route.fulfill(body=content, headers={"Access-Control-Allow-Origin": "*", "Content-Type": kind})

        def note(response: Response) -> None:
            if response.url.startswith(address):
                fetched.setdefault(response.url, sent(urlsplit(response.url).path or ".html", response.body()))

        context.route(lambda url: not url.startswith(address), give)
        page = context.new_page()
        page.set_default_timeout(180_000)
        page.on("response", note)
        right = above() + codes()["right"]
        for visit in VISITS:
            begun = time.perf_counter()
            page.goto(f"{address}/index.html")
            page.wait_for_function(READY)
            yield f"s to ready, {visit} visit", time.perf_counter() - begun
            if visit == VISITS[0]:
                yield FIRST_VIEW, sum(fetched.values()) / 1e3
            _verdict(page, right, "Bravo")
            yield f"s from opening to a verdict, {visit} visit", time.perf_counter() - begun
            if visit == VISITS[0]:
                yield FIRST_MB, sum(fetched.values()) / 1e6
        for kind, word in {"right": "Bravo", "known": "AssertionError", "wrong": "AssertionError"}.items():
            yield KINDS[kind], _verdict(page, above() + codes()[kind], word)
        context.close()


def _verdict(page: Page, code: str, word: str) -> float:
    """Write a cell, check it, and return how long it took until a word of the verdict is there."""
    page.evaluate(WRITE, code)
    page.evaluate(CLEAR)
    begun = time.perf_counter()
    page.evaluate(PRESS)
    page.wait_for_function(TOLD, arg=word)
    return time.perf_counter() - begun
