"""Three engines behind one small face: Chromium by Playwright, Firefox by WebDriver BiDi, WebKitGTK by WebDriver.

Firefox and WebKit are the system's own (Debian: firefox-esr, webkit2gtk-driver, xvfb), and spoken to by the protocols
of the W3C, since neither Playwright's builds nor geckodriver can be had everywhere.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import websocket

KEYS = {"Tab": "\ue004", "Enter": "\ue006", "Space": " ", "ArrowDown": "\ue015", "ArrowUp": "\ue013", "Home": "\ue011",
        "End": "\ue010", "ArrowRight": "\ue014", "ArrowLeft": "\ue012", "Shift": "\ue008", "Control": "\ue009",
        "Escape": "\ue00c", "PageDown": "\ue00f"}  # fmt: skip
_WEBKIT = ("/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1", "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0",
           "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1")  # fmt: skip
_LONG = 90  # seconds: a busy machine is slow


def missing(engine: str) -> str:
    """Return what is not installed here, empty where all is."""
    if engine == "firefox" and not shutil.which("firefox-esr"):
        return "no firefox-esr here (Debian's package of that name)"
    if engine == "webkit" and not (shutil.which("WebKitWebDriver") and _browser() and shutil.which("Xvfb")):
        return "no WebKitGTK here (Debian's webkit2gtk-driver and xvfb)"
    return ""


def _browser() -> str | None:
    return next((path for folder in _WEBKIT if Path(path := f"{folder}/MiniBrowser").is_file()), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Face:
    """What every engine can do; `run` awaits what the function gives."""

    name = ""

    def open(self, address: str) -> None:
        """Load a page, and wait until it is laid out."""
        raise NotImplementedError

    def run(self, function: str, *given: object) -> object:
        """Call a JavaScript function in the page."""
        raise NotImplementedError

    def press(self, *keys: str) -> None:
        """Press keys one after the other; "Shift+Tab" is a chord."""
        raise NotImplementedError

    def resize(self, width: int, height: int) -> None:
        """Give the page this size, as nearly as the window allows."""
        raise NotImplementedError

    def names(self, ids: list[str], wanted: list[str]) -> dict[str, str]:
        """Return the names of elements in the accessibility tree; Firefox can only be asked whether it has a name."""
        raise NotImplementedError

    def downloaded(self, press: Callable[[], object], name: str) -> bytes:
        """Return the file that the browser saves by this name when something is pressed."""
        raise NotImplementedError

    def until(self, function: str, *given: object, seconds: float = 30) -> object:
        """Return what the function gives once it is true."""
        end = time.monotonic() + seconds
        # An element crosses as {}, which Python takes for nothing.
        asked = f"async (...given) => {{ const it = await ({function})(...given); return it instanceof Node || it; }}"
        while not (found := self.run(asked, *given)):
            assert time.monotonic() < end, f"{self.name}: waited {seconds} s in vain for {function}"
            time.sleep(0.05)
        return found

    def type(self, text: str) -> None:
        """Write a text with the keyboard."""
        self.press(*["Space" if sign == " " else sign for sign in text])

    def whole(self) -> None:
        """Wait until all of the page is laid out."""
        self.until(
            "() => !document.querySelector('.later') || !document.documentElement.classList.contains('arriving')"
        )


class Chromium(Face):
    """Playwright's page."""

    name = "chromium"

    def __init__(self, page):
        self.page = page

    def open(self, address):
        self.page.goto(address, wait_until="load")

    def downloaded(self, press, name):
        with self.page.expect_download() as download:
            press()
        assert download.value.suggested_filename == name
        return Path(download.value.path()).read_bytes()

    def run(self, function, *given):
        return self.page.evaluate(f"(given) => ({function})(...given)", list(given))

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def resize(self, width, height):
        self.page.set_viewport_size({"width": width, "height": height})

    def names(self, ids, wanted):
        session = self.page.context.new_cdp_session(self.page)
        found = {}
        for each in ids:
            handle = session.send("Runtime.evaluate", {"expression": f"document.getElementById({json.dumps(each)})"})
            tree = session.send(
                "Accessibility.getPartialAXTree", {"objectId": handle["result"]["objectId"], "fetchRelatives": False}
            )
            found[each] = tree["nodes"][0]["name"]["value"]
        return found


class Firefox(Face):
    """Firefox by WebDriver BiDi."""

    name = "firefox"

    def __init__(self, connection, downloads):
        self.connection, self.count, self.downloads = connection, 0, downloads
        self.send("session.new", {"capabilities": {}})
        self.context = self.send("browsingContext.getTree", {})["contexts"][0]["context"]

    def send(self, method, given):
        self.count += 1
        self.connection.send(json.dumps({"id": self.count, "method": method, "params": given}))
        while True:
            answer = json.loads(self.connection.recv())
            if answer.get("id") != self.count:
                continue
            assert answer["type"] == "success", f"firefox: {method}: {answer}"
            return answer["result"]

    def open(self, address):
        self.send("browsingContext.navigate", {"context": self.context, "url": address, "wait": "complete"})

    def downloaded(self, press, name):
        for earlier in self.downloads.iterdir():
            earlier.unlink()
        press()
        end = time.monotonic() + _LONG
        saved = self.downloads / name
        # While it is saved, a part of another name stands beside it, or in its place.
        while [path.name for path in self.downloads.iterdir()] != [name] or not saved.stat().st_size:
            assert time.monotonic() < end, f"firefox: {name} was not saved"
            time.sleep(0.05)
        return saved.read_bytes()

    def run(self, function, *given):
        call = f"async () => JSON.stringify(await ({function})(...{json.dumps(given)}) ?? null)"
        where = {"context": self.context}
        asked = {"functionDeclaration": call, "awaitPromise": True, "target": where, "userActivation": True}
        found = self.send("script.callFunction", asked)
        assert found["type"] == "success", f"firefox: {found.get('exceptionDetails', {}).get('text')}"
        return json.loads(found["result"]["value"])

    def press(self, *keys):
        self.send("input.performActions", {"context": self.context, "actions": [_actions(keys)]})
        # A window that no desktop gives the focus gets the keys, but neither presses buttons nor checks boxes by them.
        if keys[-1] in ("Enter", "Space") and not self.run("() => document.hasFocus()"):
            self.run(
                """() => {
                    const pressed = document.activeElement;
                    if (pressed.matches('button, [type=radio], [type=checkbox], summary')) pressed.click();
                }"""
            )

    def resize(self, width, height):
        size = {"width": width, "height": height}
        self.send("browsingContext.setViewport", {"context": self.context, "viewport": size})

    def names(self, ids, wanted):
        found = {}
        for each, name in zip(ids, wanted, strict=True):
            at = {"type": "css", "value": f':has(> [id="{each}"])'}  # its parent alone: a whole page takes long
            around = self.send("browsingContext.locateNodes", {"context": self.context, "locator": at})["nodes"]
            start = [{"sharedId": node["sharedId"]} for node in around]
            asked = {"locator": {"type": "accessibility", "value": {"name": name}}, "startNodes": start}
            nodes = self.send("browsingContext.locateNodes", {"context": self.context, **asked})["nodes"]
            if any(node["value"].get("attributes", {}).get("id") == each for node in nodes):
                found[each] = name
        return found


class WebKit(Face):
    """WebKitGTK by WebDriver."""

    name = "webkit"

    def __init__(self, address, browser, session):
        self.address, self.processes = address, session
        options = {"binary": browser, "args": ["--automation"]}
        asked = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self.session = self.send("POST", "/session", asked)["sessionId"]
        self.send("POST", self.path("/timeouts"), {"script": 1000 * _LONG, "pageLoad": 1000 * _LONG})

    def send(self, method, path, given=None):
        body = None if given is None else json.dumps(given).encode()
        request = urllib.request.Request(self.address + path, body, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=2 * _LONG) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"webkit: {path}: {error.read().decode()[:600]}") from error

    def path(self, rest):
        return f"/session/{self.session}{rest}"

    def open(self, address):
        self.send("POST", self.path("/url"), {"url": address})

    def run(self, function, *given):
        script = (
            "const done = arguments[arguments.length - 1];"
            f"Promise.resolve().then(() => ({function})(...{json.dumps(given)}))"
            ".then((value) => done({value: JSON.stringify(value ?? null)}), (error) => done({error: String(error)}));"
        )
        found = self.send("POST", self.path("/execute/async"), {"script": script, "args": []})
        assert "error" not in found, f"webkit: {found['error']}"
        return json.loads(found["value"])

    def press(self, *keys):
        self.send("POST", self.path("/actions"), {"actions": [_actions(keys)]})

    def resize(self, width, height):
        self.send("POST", self.path("/window/rect"), {"width": width, "height": height})
        inner = self.run("() => [innerWidth, innerHeight]")
        more = {"width": 2 * width - inner[0], "height": 2 * height - inner[1]}
        self.send("POST", self.path("/window/rect"), more)

    def names(self, ids, wanted):
        found = {}
        for each in ids:
            element = self.send("POST", self.path("/element"), {"using": "css selector", "value": f'[id="{each}"]'})
            found[each] = self.send("GET", self.path(f"/element/{next(iter(element.values()))}/computedlabel"))
        return found

    def spent(self):
        """Return the seconds of the processor that the browser has had, all its processes together."""
        ticks = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):  # it has ended meanwhile
                fields = path.read_text().rpartition(")")[2].split()
                ticks += (int(fields[11]) + int(fields[12])) * (int(fields[3]) == self.processes)
        return ticks / os.sysconf("SC_CLK_TCK")

    def picture(self, path):
        Path(path).write_bytes(base64.b64decode(self.send("GET", self.path("/screenshot"))))


def _actions(keys):
    steps = []
    for chord in keys:
        parts = [KEYS.get(key, key) for key in (chord.split("+") if len(chord) > 1 else [chord])]
        steps += [{"type": "keyDown", "value": key} for key in parts]
        steps += [{"type": "keyUp", "value": key} for key in reversed(parts)]
    return {"type": "key", "id": "keyboard", "actions": steps}


@contextlib.contextmanager
def firefox(*, dark: bool = False) -> Iterator[Firefox]:
    """Start a Firefox with a profile of its own, and end it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        profile = Path(home, "profile")
        profile.mkdir()
        downloads = Path(home, "downloads")
        downloads.mkdir()
        preferences = {
            "ui.systemUsesDarkTheme": int(dark), "layout.css.prefers-color-scheme.content-override": 0 if dark else 1,
            "app.update.enabled": False, "datareporting.policy.dataSubmissionEnabled": False,
            "toolkit.telemetry.enabled": False, "browser.shell.checkDefaultBrowser": False,
            "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
            "browser.safebrowsing.update.enabled": False, "services.settings.server": "data:,",
            "accessibility.tabfocus": 7, "focusmanager.testmode": True, "dom.storageManager.prompt.testing": True,
            "dom.storageManager.prompt.testing.allow": True, "browser.download.folderList": 2,
            "browser.download.dir": str(downloads), "browser.download.useDownloadDir": True,
            "browser.download.always_ask_before_handling_new_types": False,
        }  # fmt: skip
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()]
        Path(profile, "user.js").write_text("\n".join(lines))
        command = ["firefox-esr", "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port",
                   str(_free_port())]  # fmt: skip
        environment = {**os.environ, "HOME": home, "MOZ_CRASHREPORTER_DISABLE": "1", "MOZ_DISABLE_CONTENT_SANDBOX": "1"}
        with _process(command, environment, stderr=subprocess.PIPE) as started:
            address = next(
                found[1] for line in started.stderr if (found := re.search(rb"BiDi listening on (ws://\S+)", line))
            ).decode()
            drain = threading.Thread(target=started.stderr.read, daemon=True)  # a full pipe would hold Firefox up
            drain.start()
            connection = websocket.create_connection(f"{address}/session", timeout=_LONG, suppress_origin=True)
            yield Firefox(connection, downloads)
            connection.close()
        drain.join(timeout=15)
        started.stderr.close()


@contextlib.contextmanager
def webkit(*, dark: bool = False) -> Iterator[WebKit]:
    """Start a WebKitGTK on a screen of its own, and end it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        reader, writer = os.pipe()
        screen = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
        with _process(screen, os.environ, pass_fds=[writer]):
            os.close(writer)
            with open(reader) as display:
                number = display.readline().strip()
            port = _free_port()
            environment = {**os.environ, "DISPLAY": f":{number}", "HOME": home, "XDG_RUNTIME_DIR": home,
                           "WEBKIT_DISABLE_COMPOSITING_MODE": "1", "LIBGL_ALWAYS_SOFTWARE": "1", "NO_AT_BRIDGE": "1",
                           "GTK_THEME": "Adwaita:dark" if dark else "Adwaita"}  # fmt: skip
            with _process(["WebKitWebDriver", f"--port={port}", "--host=127.0.0.1"], environment) as driver:
                _await_port(port)
                started = WebKit(f"http://127.0.0.1:{port}", _browser(), driver.pid)
                yield started
                with contextlib.suppress(AssertionError, OSError):
                    started.send("DELETE", started.path(""))


@contextlib.contextmanager
def _process(command, environment, **options):
    options.setdefault("stderr", subprocess.DEVNULL)
    started = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True, **options)
    try:
        yield started
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, 15)
        try:
            started.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, 9)
            started.wait()


def _await_port(port):
    end = time.monotonic() + _LONG
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < end, "WebKitWebDriver did not begin to listen"
            time.sleep(0.1)
