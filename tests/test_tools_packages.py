"""The installation of packages: what is there stays, what broke off is done again, and a broken registry is told."""

import base64
import hashlib
import http.server
import io
import os
import subprocess
import sys
import threading
import zipfile
from importlib.metadata import distribution

import pytest

# pip's own parts touch distutils, which another test of this process may have imported before setuptools.
pytestmark = pytest.mark.filterwarnings("ignore:Setuptools is replacing distutils:UserWarning")


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
def setup(tool, tmp_path, monkeypatch, registry):
    """Load the set-up with an environment of its own in a folder that is named as people name theirs."""
    module = tool("setup")
    root = tmp_path / "a course für alle"
    root.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", root / ".venv"], check=True)
    (folder,) = (root / ".venv").glob("lib/python*/site-packages")
    (folder / "pip.pth").write_text(f"{distribution('pip').locate_file('')}\n")  # another one would take long
    monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.setattr(module, "VENV", root / ".venv")
    monkeypatch.setattr(module, "BIN", root / ".venv" / "bin")
    monkeypatch.setattr(module, "LOG", module.Log(root / "_build" / "setup.log"))
    monkeypatch.setattr(module, "BATCH", 1)
    for name in [name for name in os.environ if name.startswith("PIP_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{registry.server_port}/simple")
    monkeypatch.setenv("PIP_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_RETRIES", "0")
    (root / "requirements.txt").write_text(
        "# pinned\nalpha==1.0\nbeta==1.0 ; python_version > '3'\nnone==9 ; python_version < '3'\ngamma==1.0\n"
    )
    return module


def install(setup):
    with setup.Step("Python packages") as step:
        setup.install_requirements(step, "requirements.txt")
    return step


def test_registry_that_breaks_off_is_a_sentence_and_the_next_run_goes_on_there(setup, registry):
    registry.broken = {"beta-1.0-py3-none-any.whl"}
    with pytest.raises(setup.SetupError) as caught:
        install(setup)
    told = str(caught.value)
    assert told.startswith(
        "a package registry broke off or does not answer; try again later, the same command then goes on where this "
        "one stopped (a mirror is named by PIP_INDEX_URL for Python and npm_config_registry for npm). `"
    )
    assert "\n" not in told
    registry.broken, registry.asked = set(), []
    step = install(setup)
    assert registry.asked == ["beta-1.0-py3-none-any.whl", "gamma-1.0-py3-none-any.whl"], "alpha was there"
    assert (step.summary, step.counts) == ("3 packages", "3 of 3 packages")
    registry.asked = []
    install(setup)
    assert registry.asked == []


def test_package_whose_installation_broke_off_is_installed_again(setup, registry):
    install(setup)
    (info,) = setup.VENV.glob("lib/python*/site-packages/beta-1.0.dist-info")
    (info.parent / "beta.py").unlink()  # as a full disk or a switched-off machine leaves it
    (info / "RECORD").unlink()
    registry.asked = []
    install(setup)
    assert registry.asked in ([], ["beta-1.0-py3-none-any.whl"])  # pip's cache may have it
    probe = [setup.BIN / "python", "-c", "import beta; print(beta.VALUE)"]
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


def test_this_environment_is_whole(tool):
    """The check agrees with what pip has made here."""
    tools = tool("setup")
    command = [sys.executable, str(tools.ROOT / "tools" / "packages.py"), str(tools.ROOT / "requirements.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert '"missing": []' in done.stdout


def test_heavy_packages_are_installed_alone_and_the_rest_in_batches(tool, monkeypatch):
    setup = tool("setup")
    monkeypatch.setattr(setup, "BATCH", 2)
    names = ["numpy==1", "tensorflow-cpu==2", "keras==3", "scipy==4", "torch==5", "rich==6"]
    assert list(setup.batches(names)) == [
        ["tensorflow-cpu==2"],
        ["numpy==1", "keras==3"],
        ["torch==5"],
        ["scipy==4", "rich==6"],
    ]


def test_only_pytorch_may_bring_what_the_file_of_versions_does_not_name(tool):
    setup = tool("setup")
    assert "--no-deps" in setup.pip_for("numpy==1", "requirements.txt")
    torch = setup.pip_for("torch==2", "requirements-tests.txt")
    assert "--no-deps" not in torch
    assert torch[-2:] == ("--constraint", "requirements-tests.txt")


def test_package_that_was_left_out_is_taken_away(setup, monkeypatch):
    monkeypatch.setattr(setup, "LEFT_OUT", ("alpha",))
    install(setup)
    (folder,) = setup.VENV.glob("lib/python*/site-packages")
    assert (folder / "alpha-1.0.dist-info").is_dir()
    setup.remove_left_out()
    assert not (folder / "alpha-1.0.dist-info").exists()
    assert (folder / "beta-1.0.dist-info").is_dir()
    setup.remove_left_out()


def test_grammar_of_addresses_is_in_no_file_of_versions(tool):
    lock = tool("lock")
    texts = [(lock.ROOT / name).read_text(encoding="utf-8") for name in ("requirements.txt", "requirements-tests.txt")]
    names = {lock.package(line) for text in texts for line in text.splitlines() if line and line[0] != "#"}
    assert "jsonschema" in names
    assert not names.intersection(lock.LEFT_OUT)
    assert set(tool("setup").LEFT_OUT) <= set(lock.LEFT_OUT)


def test_what_is_installed_is_compiled_when_the_step_ends_and_nothing_is_left_of_one_that_was_broken_off(
    setup, monkeypatch
):
    go_on, gone = setup.Compiling.go_on, []
    # Only the first call does something, as where the first compiling takes long.
    monkeypatch.setattr(setup.Compiling, "go_on", lambda self: gone or gone.append(go_on(self)))
    install(setup)
    (folder,) = setup.VENV.glob("lib/python*/site-packages")
    compiled = {path.name.partition(".")[0] for path in (folder / "__pycache__").iterdir()}
    assert compiled == {"alpha", "beta", "gamma"}
    monkeypatch.setattr(setup.Compiling, "go_on", go_on)
    running = []
    with pytest.raises(KeyboardInterrupt), setup.Compiling() as compiling:
        compiling._start = lambda: subprocess.Popen(["sleep", "60"], process_group=0)
        compiling.go_on()
        compiling.go_on()
        running.append(compiling._process)
        raise KeyboardInterrupt
    assert running[0].poll() == -9
