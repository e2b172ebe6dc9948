"""The installation of packages: what is there stays, what broke off is done again, and a broken registry is told."""

import base64
import hashlib
import http.server
import io
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

# pip's own parts touch distutils, which another test of this process may have imported before setuptools.
pytestmark = pytest.mark.filterwarnings("ignore:Setuptools is replacing distutils:UserWarning")


ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def packages(tool):
    return tool("packages")


def wheel(name, *, size=1000):
    """Return the bytes of a wheel with one module."""
    info = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": f"VALUE = {name!r}\n# " + base64.b64encode(os.urandom(size)).decode(),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in files) + f"{info}/RECORD,,\n"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return data.getvalue()


class Registry(http.server.ThreadingHTTPServer):
    """An index of Python packages on this machine, which breaks off in the middle of the files that are named so."""

    def __init__(self, names):
        super().__init__(("127.0.0.1", 0), Shelf)
        self.wheels = {f"{name}-1.0-py3-none-any.whl": wheel(name) for name in names}
        self.broken = set()
        self.asked = []


class Shelf(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):  # noqa: N802  the library's name
        *_, folder, name = self.path.split("/")
        if name:
            self.server.asked.append(name)
            body, kind = self.server.wheels[name], "application/octet-stream"
        else:
            wanted = [each for each in self.server.wheels if each.startswith(f"{folder}-")]
            links = (f"{each}#sha256={hashlib.sha256(self.server.wheels[each]).hexdigest()}" for each in wanted)
            body = "".join(f'<a href="/files/{link}">{link.partition("#")[0]}</a>' for link in links).encode()
            kind = "text/html"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if name in self.server.broken else body)
        self.close_connection = True


@pytest.fixture
def registry():
    with Registry(("alpha", "beta", "gamma")) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def pips(tool):
    return tool("pips")


@pytest.fixture
def checkout(pips, tmp_path, monkeypatch, registry):
    """A folder that is named as people name theirs, with an environment of its own and the registry to install from."""
    root = tmp_path / "a course für alle"
    root.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", root / ".venv"], check=True)
    made = pips.Checkout(root)
    (folder,) = made.site_packages()
    (folder / "pip.pth").write_text(f"{distribution('pip').locate_file('')}\n")  # another one would take long
    for name in [name for name in os.environ if name.startswith("PIP_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{registry.server_port}/simple")
    monkeypatch.setenv("PIP_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_RETRIES", "0")
    (root / "requirements.txt").write_text(
        "# pinned\nalpha==1.0\nbeta==1.0 ; python_version > '3'\nnone==9 ; python_version < '3'\ngamma==1.0\n"
    )
    return made


@pytest.fixture
def sleeper(pips, tmp_path):
    """A folder whose Python sleeps, after it has noted its number in the folder's `started`."""
    made = pips.Checkout(tmp_path)
    made.bin.mkdir(parents=True)
    (made.bin / "python").write_text(f"#!/bin/sh\necho $$ >> '{tmp_path}/started'\nexec sleep 60\n")
    (made.bin / "python").chmod(0o755)
    return made


def started(sleeper, count):
    """Wait until so many sleep; return their numbers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        path = sleeper.root / "started"
        if path.exists() and len(numbers := path.read_text().split()) >= count:
            return [int(number) for number in numbers]
        time.sleep(0.02)
    raise AssertionError("nothing was started")


def runs(number):
    """Return whether a process runs; one that has ended and is not waited for does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def install(pips, checkout, **options):
    with pips.Step("Python packages") as step:
        pips.install_requirements(checkout, step, "requirements.txt", size=1, **options)
    return step


def test_registry_that_breaks_off_is_a_sentence_and_the_next_run_goes_on_there(pips, checkout, registry):
    registry.broken = {"beta-1.0-py3-none-any.whl"}
    with pytest.raises(pips.SetupError) as caught:
        install(pips, checkout, side_by_side=1)  # what is there when it breaks off is known
    told = str(caught.value)
    assert told.startswith(
        "a package registry broke off or does not answer; try again later, the same command then goes on where this "
        "one stopped (a mirror is named by PIP_INDEX_URL for Python and npm_config_registry for npm). `"
    )
    assert "\n" not in told
    registry.broken, registry.asked = set(), []
    step = install(pips, checkout, side_by_side=1)
    assert registry.asked == ["beta-1.0-py3-none-any.whl", "gamma-1.0-py3-none-any.whl"], "alpha was there"
    assert (step.summary, step.counts) == ("3 packages", "3 of 3 packages")
    registry.asked = []
    install(pips, checkout)
    assert registry.asked == []


def test_two_pips_side_by_side_stop_where_one_fails_and_the_next_run_has_all(pips, checkout, registry):
    registry.broken = {"alpha-1.0-py3-none-any.whl", "beta-1.0-py3-none-any.whl"}
    with pytest.raises(pips.SetupError, match="broke off"):
        install(pips, checkout, side_by_side=2)
    assert "gamma-1.0-py3-none-any.whl" not in registry.asked
    assert "alpha" in checkout.log.ending() or "beta" in checkout.log.ending()
    registry.broken = set()
    assert install(pips, checkout, side_by_side=2).counts == "3 of 3 packages"
    (folder,) = checkout.site_packages()
    assert {path.name.partition("-")[0] for path in folder.glob("*.dist-info")} == {"alpha", "beta", "gamma"}


def test_pips_are_ended_with_the_set_up(pips, sleeper):
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell runs us in the background

    def interrupt():
        started(sleeper, 2)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    commands = [("alpha",), ("beta",), ("gamma",)]
    try:
        with pytest.raises(KeyboardInterrupt):
            pips.install_side_by_side(sleeper, commands, 2, on_line=print, on_batch=print)
    finally:
        signal.signal(signal.SIGINT, before)
    numbers = started(sleeper, 2)
    deadline = time.monotonic() + 20  # they would sleep longer
    while any(map(runs, numbers)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [runs(number) for number in numbers] == [False, False]


def test_package_whose_installation_broke_off_is_installed_again(pips, checkout, registry):
    install(pips, checkout)
    (folder,) = checkout.site_packages()
    info = folder / "beta-1.0.dist-info"
    (folder / "beta.py").unlink()  # as a full disk or a switched-off machine leaves it
    (info / "RECORD").unlink()
    registry.asked = []
    install(pips, checkout)
    assert registry.asked in ([], ["beta-1.0-py3-none-any.whl"])  # pip's cache may have it
    probe = [checkout.bin / "python", "-c", "import beta; print(beta.VALUE)"]
    done = subprocess.run(probe, capture_output=True, text=True, check=True)
    assert done.stdout == "beta\n"


def test_record_without_the_installers_own_mark_is_that_of_a_broken_installation(packages, tmp_path):
    for name, record in (("whole", "whole.py,,\nwhole-1.0.dist-info/INSTALLER,,\n"), ("part", "part.py,,\n")):
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "RECORD").write_text(record)
    (tmp_path / "none-1.0.dist-info").mkdir()
    assert packages.versions(tmp_path) == {"whole": "1.0"}
    assert [path.name for path in tmp_path.iterdir()] == ["whole-1.0.dist-info"]


def test_this_environment_is_whole():
    """The check agrees with what pip has made here."""
    command = [sys.executable, str(ROOT / "tools" / "packages.py"), str(ROOT / "requirements.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert '"missing": []' in done.stdout


def test_heavy_packages_are_installed_alone_and_the_rest_in_batches(pips):
    names = ["numpy==1", "tensorflow-cpu==2", "keras==3", "scipy==4", "torch==5", "rich==6"]
    assert list(pips.batches(names, 2)) == [
        ["tensorflow-cpu==2"],
        ["numpy==1", "keras==3"],
        ["torch==5"],
        ["scipy==4", "rich==6"],
    ]


def test_only_pytorch_may_bring_what_the_file_of_versions_does_not_name(pips):
    assert "--no-deps" in pips.pip_for("numpy==1", "requirements.txt")
    torch = pips.pip_for("torch==2", "requirements-tests.txt")
    assert "--no-deps" not in torch
    assert torch[-2:] == ("--constraint", "requirements-tests.txt")


def test_package_that_was_left_out_is_taken_away(pips, checkout):
    install(pips, checkout)
    (folder,) = checkout.site_packages()
    assert (folder / "alpha-1.0.dist-info").is_dir()
    pips.remove_left_out(checkout, ("alpha",))
    assert not (folder / "alpha-1.0.dist-info").exists()
    assert (folder / "beta-1.0.dist-info").is_dir()
    pips.remove_left_out(checkout, ("alpha",))


def test_grammar_of_addresses_is_in_no_file_of_versions(tool, pips):
    lock = tool("lock")
    texts = [(lock.ROOT / name).read_text(encoding="utf-8") for name in ("requirements.txt", "requirements-tests.txt")]
    names = {lock.package(line) for text in texts for line in text.splitlines() if line and line[0] != "#"}
    assert "jsonschema" in names
    assert not names.intersection(lock.LEFT_OUT)
    assert set(pips.LEFT_OUT) <= set(lock.LEFT_OUT)


def test_what_is_installed_is_compiled_when_the_step_ends(pips, checkout):
    (folder,) = checkout.site_packages()
    (folder / "early.py").write_text("VALUE = 1\n")  # as a set-up that was broken off left it
    install(pips, checkout)
    compiled = {path.name.partition(".")[0] for path in (folder / "__pycache__").iterdir()}
    assert compiled == {"alpha", "beta", "gamma", "early"}
    (folder / "late.py").write_text("VALUE = 1\n")
    with pips.Compiling(checkout):
        pass
    assert list((folder / "__pycache__").glob("late.*"))


def test_compiling_goes_on_in_one_process_and_ends_where_the_step_is_broken_off(pips, sleeper):
    with pytest.raises(KeyboardInterrupt), pips.Compiling(sleeper) as compiling:
        compiling.go_on()
        compiling.go_on()
        numbers = started(sleeper, 1)
        raise KeyboardInterrupt
    assert numbers == started(sleeper, 1)
    assert [runs(number) for number in numbers] == [False]


def with_uv(checkout):
    """Put the uv of this checkout into another one."""
    own = Path(__file__).resolve().parent.parent / ".venv" / "uv"
    if not own.is_dir():
        pytest.skip("uv could not be had when this checkout was set up")
    shutil.copytree(own, checkout.venv / "uv", copy_function=os.link)


def test_uv_installs_from_pips_registry_and_leaves_nothing_of_its_own(pips, checkout, registry):
    with_uv(checkout)
    with pips.Step("Python packages") as step:
        pips.install_requirements(checkout, step, "requirements.txt", few=0)
    assert (step.summary, step.counts) == ("3 packages", "3 of 3 packages")
    assert sorted(registry.asked) == [f"{name}-1.0-py3-none-any.whl" for name in ("alpha", "beta", "gamma")]
    (folder,) = checkout.site_packages()
    assert {path.read_text().strip() for path in folder.glob("*.dist-info/INSTALLER")} == {"uv"}
    assert not (checkout.venv / "uv-cache").exists()
    assert {path.name.partition(".")[0] for path in (folder / "__pycache__").iterdir()} == {"alpha", "beta", "gamma"}
    probe = [checkout.bin / "python", "-c", "import beta; print(beta.VALUE)"]
    assert subprocess.run(probe, capture_output=True, text=True, check=True).stdout == "beta\n"


def test_what_uv_could_not_install_is_pips_and_told_as_pip_tells_it(pips, checkout, registry, monkeypatch):
    with_uv(checkout)
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    registry.broken = {"beta-1.0-py3-none-any.whl"}
    with pytest.raises(pips.SetupError, match="a package registry broke off"), pips.Step("Python packages") as step:
        pips.install_requirements(checkout, step, "requirements.txt", few=0, side_by_side=1)
    assert "pip does the rest" in checkout.log.path.read_text(encoding="utf-8")
    registry.broken = set()
    with pips.Step("Python packages") as step:
        pips.install_requirements(checkout, step, "requirements.txt", few=0)
    assert step.counts == "3 of 3 packages"


def test_pip_does_the_work_where_uv_cannot_be_had(pips, checkout):
    with pips.Step("Python packages") as step:
        pips.install_requirements(checkout, step, "requirements.txt", few=0)
    assert step.counts == "3 of 3 packages"
    (folder,) = checkout.site_packages()
    assert {path.read_text().strip() for path in folder.glob("*.dist-info/INSTALLER")} == {"pip"}
    assert "uv could not be fetched" in checkout.log.path.read_text(encoding="utf-8")


def test_few_packages_are_pips(pips, checkout):
    with_uv(checkout)
    with pips.Step("Python packages") as step:
        pips.install_requirements(checkout, step, "requirements.txt")
    (folder,) = checkout.site_packages()
    assert {path.read_text().strip() for path in folder.glob("*.dist-info/INSTALLER")} == {"pip"}
