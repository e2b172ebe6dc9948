"""The scripts behind make: what they do once, what they refuse, and what they tell."""

import errno
import os
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def serve(tool):
    return tool("serve")


@pytest.fixture
def site(tmp_path):
    (tmp_path / "index.html").write_text("<title>The course</title>")
    return tmp_path


@pytest.fixture
def taken():
    """Hold a port of 127.0.0.1 for as long as the test runs."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_server_is_reached_from_this_machine_only(serve, site):
    with serve.open_server(site, 0) as server:
        assert server.server_address[0] == "127.0.0.1"


def test_taken_port_is_told_and_the_next_free_one_used(serve, site, taken, capsys):
    with serve.open_server(site, taken) as server:
        got = server.server_port
    assert taken < got < taken + serve.TRIES
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [f"port {port} is taken, trying {port + 1}" for port in range(taken, got)]


def test_no_free_port_is_told_with_what_to_do(serve, site, capsys, monkeypatch):
    def refuse(address, handler):
        raise OSError(errno.EADDRINUSE, "Address already in use")

    monkeypatch.setattr(serve, "ThreadingHTTPServer", refuse)
    assert serve.main(["--site", str(site), "--port", "8000"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == serve.TRIES + 1
    assert told[-1] == "serve: no free port from 8000 to 8049; name another with PORT="


def test_another_fault_of_the_network_is_not_taken_for_a_taken_port(serve, site, capsys, monkeypatch):
    def refuse(address, handler):
        raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")

    monkeypatch.setattr(serve, "ThreadingHTTPServer", refuse)
    assert serve.main(["--site", str(site)]) == 1
    expected = f"serve: [Errno {errno.EADDRNOTAVAIL}] Cannot assign requested address\n"
    assert capsys.readouterr().err == expected


def test_port_that_does_not_exist_is_a_message(serve, site, capsys):
    assert serve.main(["--site", str(site), "--port", "65536"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("serve: ")
    assert "65535" in told


def test_site_that_is_not_built_is_a_message(serve, tmp_path, capsys):
    assert serve.main(["--site", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"serve: no book in {tmp_path}; build it with `make book`\n"


def test_pages_are_served_afresh_and_in_silence(serve, site, capsys):
    with serve.open_server(site, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/") as reply:
                assert reply.read() == b"<title>The course</title>"
                assert reply.headers["Cache-Control"] == "no-cache"
        finally:
            server.shutdown()
            thread.join()
    assert capsys.readouterr() == ("", "")


def test_address_without_a_page_is_answered_with_the_site_s_own_page(serve, site):
    with serve.open_server(site, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/old/chapter.html"
        with pytest.raises(urllib.error.HTTPError) as plain:
            urllib.request.urlopen(address)
        (site / "404.html").write_text("There is no page here")
        with pytest.raises(urllib.error.HTTPError) as own:
            urllib.request.urlopen(address)
        server.shutdown()
    assert plain.value.code == own.value.code == 404
    assert "There is no page here" not in plain.value.read().decode()
    assert own.value.read().decode() == "There is no page here"


def test_address_is_told_and_an_interrupt_ends_it_well(serve, site, capsys, monkeypatch):
    def interrupt(server):
        raise KeyboardInterrupt

    monkeypatch.setattr(serve.ThreadingHTTPServer, "serve_forever", interrupt)
    assert serve.main(["--site", str(site), "--port", "0"]) == 0
    address, stopped = capsys.readouterr().out.split("\n\n")
    assert address.startswith("The course is at http://127.0.0.1:")
    assert address.endswith("/  (stop with Ctrl+C)")
    assert stopped == "stopped\n"


@pytest.fixture
def setup(tool, tmp_path):
    """Load the set-up with a folder of the test's own in the place of the project's."""
    module = tool("setup")
    module.HERE = module.Checkout(tmp_path)
    return module


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (2, 7), (4, 0)])
def test_python_without_pinned_wheels_is_refused(setup, version):
    with pytest.raises(setup.SetupError) as caught:
        setup.check_python(version)
    assert str(caught.value) == (
        f"expected Python 3.11, 3.12 or 3.13, got {version[0]}.{version[1]} ({sys.executable}); "
        "name another one with `make setup PYTHON=python3.12`"
    )


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_python_with_pinned_wheels_is_accepted(setup, version):
    assert setup.check_python(version) is None


def test_step_is_done_once_for_a_state_and_again_for_another(setup, capsys):
    done = []
    for state in ("one", "one", "two", "one"):
        setup.step("Packages", "python", state, lambda _, state=state: done.append(state))
    assert done == ["one", "two", "one"]
    assert capsys.readouterr().out.count("==> Packages\n") == 3


def test_steps_of_other_names_do_not_stand_for_each_other(setup):
    done = []
    setup.step("Packages", "python", "one", lambda _: done.append("python"))
    setup.step("Packages", "node", "one", lambda _: done.append("node"))
    assert done == ["python", "node"]


def test_step_that_failed_is_done_again(setup):
    def fail(_):
        raise setup.SetupError("no network")

    done = []
    with pytest.raises(setup.SetupError, match="no network"):
        setup.step("Packages", "python", "one", fail)
    setup.step("Packages", "python", "one", lambda _: done.append(1))
    assert done == [1]


def test_fingerprint_follows_names_contents_and_the_rest(setup, tmp_path):
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("1")
    first = setup.fingerprint(["a"], "3.11")
    assert setup.fingerprint(["a"], "3.11") == first
    others = {setup.fingerprint(["b"], "3.11"), setup.fingerprint(["a"], "3.12"), setup.fingerprint(["a"])}
    (tmp_path / "a").write_text("2")
    others.add(setup.fingerprint(["a"], "3.11"))
    assert first not in others
    assert len(others) == 4


def test_command_that_fails_is_told_with_its_exit_code(setup):
    with pytest.raises(setup.SetupError) as caught:
        setup.HERE.run(sys.executable, "-c", "raise SystemExit(7)")
    expected = f"its last lines stand above. `{sys.executable} -c raise SystemExit(7) ...` ended with exit code 7"
    assert str(caught.value) == expected
    assert setup.HERE.log.path.read_text() == f"$ {sys.executable} -c raise SystemExit(7)\n"


def test_output_of_a_command_goes_into_the_log_and_not_to_the_terminal(setup, capsys):
    setup.HERE.run(sys.executable, "-c", "print('Collecting numpy')")
    assert capsys.readouterr() == ("", "")
    assert setup.HERE.log.path.read_text().splitlines()[1:] == ["Collecting numpy"]


def test_command_finds_the_environment_first_on_its_path(setup):
    wanted = str(setup.HERE.bin)
    setup.HERE.run(sys.executable, "-c", f"import os; assert os.environ['PATH'].split(os.pathsep)[0] == {wanted!r}")


def test_environment_that_cannot_be_made_is_told_with_what_to_install(setup, monkeypatch):
    monkeypatch.setattr(setup.sys, "_base_executable", "/bin/sh", raising=False)
    fails = "echo The virtual environment was not created successfully because ensurepip is not available; exit 1"
    run = setup.HERE.run
    monkeypatch.setattr(setup.HERE, "run", lambda *command: run("/bin/sh", "-c", fails))
    with pytest.raises(setup.SetupError) as caught:
        setup.make_venv(None)
    expected = "Python could not make a virtual environment; on Debian and Ubuntu: apt install python3-venv"
    assert str(caught.value) == expected


def test_environment_that_is_a_link_stays_one(setup, tmp_path, monkeypatch):
    elsewhere = tmp_path / "another disk" / "venv"
    setup.HERE.venv.symlink_to(elsewhere)  # where nothing is yet
    commands = []
    monkeypatch.setattr(setup.HERE, "run", lambda *command: commands.append(command))
    setup.make_venv(None)
    assert setup.HERE.venv.is_symlink() and elsewhere.is_dir()
    assert commands[0][1:] == ("-m", "venv", "--clear", setup.HERE.venv)


def test_browser_that_is_named_comes_before_one_that_is_found(setup, monkeypatch):
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"found/{name}")
    monkeypatch.setenv("CHROMIUM", "mine/chromium")
    assert setup.find_browser() == "mine/chromium"
    monkeypatch.delenv("CHROMIUM")
    assert setup.find_browser() == "found/chromium"


@pytest.mark.parametrize(("apt", "first"), [(True, "apt-get"), (False, "playwright")])
def test_browser_that_cannot_be_had_is_a_failure_with_a_remedy(setup, monkeypatch, apt, first):
    ran = []
    monkeypatch.setattr(setup, "find_browser", lambda: None)
    monkeypatch.setattr(setup.HERE, "run", lambda *command: ran.append(str(command[0]).split("/")[-1]))
    monkeypatch.setattr(setup, "may_install", lambda: apt)
    with pytest.raises(setup.SetupError) as caught:
        setup.install_browser()
    assert ran[0] == first
    assert str(caught.value) == (
        "the browser tests need a Chromium and none could be installed; "
        "install one (Debian, as root: apt install chromium) or name one in the variable CHROMIUM"
    )


@pytest.fixture
def quick_setup(setup, tmp_path, monkeypatch):
    """Make every action of the set-up note its name instead of installing anything."""
    done = []
    packages = ("install_python_packages", "install_node_packages", "install_test_packages")
    for name in ("make_venv", *packages, "get_page_python", "install_browser", "install_shell"):
        monkeypatch.setattr(setup, name, lambda *_, name=name: done.append(name))
    monkeypatch.setattr(setup, "find_browser", lambda: "mine/chromium")
    monkeypatch.setattr(setup, "sandbox_lacks", lambda: "")
    monkeypatch.setattr(setup, "shell_version", lambda: "")
    monkeypatch.setattr(setup, "check_python", lambda version: None)
    (tmp_path / "quizzes" / "live").mkdir(parents=True)
    files = ("requirements.txt", "requirements-tests.txt", "pyproject.toml", "package.json", "package-lock.json")
    for name in (*files, "quizzes/live/wheels.py"):
        (tmp_path / name).write_text(name)
    return setup, done


def test_set_up_does_nothing_twice(quick_setup):
    setup, done = quick_setup
    setup.set_up(tests=False)
    assert done == ["make_venv", "install_python_packages", "install_node_packages", "get_page_python"]
    setup.set_up(tests=False)
    assert len(done) == 4
    setup.set_up(tests=True)
    setup.set_up(tests=True)
    assert done[4:] == ["install_test_packages"]


def test_page_python_that_could_not_be_had_is_asked_for_again_and_stops_nothing(quick_setup, monkeypatch):
    setup, done = quick_setup
    monkeypatch.setattr(setup, "get_page_python", lambda shown: done.append("asked") or False)
    setup.set_up(tests=False)
    setup.set_up(tests=True)
    assert done[3:] == ["asked", "asked", "install_test_packages"]


@pytest.mark.parametrize(
    ("changed", "actions"),
    [
        ("requirements.txt", ["install_python_packages"]),
        ("pyproject.toml", ["install_python_packages"]),
        ("package.json", ["install_node_packages"]),
        ("package-lock.json", ["install_node_packages", "get_page_python"]),
        ("quizzes/live/wheels.py", ["get_page_python"]),
    ],
)
def test_set_up_does_again_what_a_changed_file_asks_for(quick_setup, tmp_path, changed, actions):
    setup, done = quick_setup
    setup.set_up(tests=False)
    (tmp_path / changed).write_text("changed")
    setup.set_up(tests=False)
    assert done[4:] == actions


def test_browser_that_is_missing_is_installed_for_the_tests_alone(quick_setup, monkeypatch, capsys):
    setup, done = quick_setup
    setup.set_up(tests=True)
    monkeypatch.setattr(setup, "find_browser", lambda: None)
    setup.set_up(tests=False)
    assert done[4:] == ["install_test_packages"]
    setup.set_up(tests=True)
    assert done[5:] == ["install_browser"]
    assert capsys.readouterr().out.endswith("==> A Chromium for the browser tests\n    done, 0 s\n")


def test_browser_without_windows_is_asked_for_once_for_each_version_and_for_the_tests_alone(quick_setup, monkeypatch):
    setup, done = quick_setup
    monkeypatch.setattr(setup, "shell_version", lambda: "156.0")
    setup.set_up(tests=False)
    setup.set_up(tests=True)
    setup.set_up(tests=True)
    assert done[4:] == ["install_test_packages", "install_shell"]
    monkeypatch.setattr(setup, "shell_version", lambda: "157.0")
    setup.set_up(tests=True)
    assert done[6:] == ["install_shell"]


@pytest.mark.parametrize(
    ("lacks", "version"),
    [(None, "156.0"), ("root", ""), ("chromium", ""), ("nothing", ""), ("choice", "")],
)
def test_browser_without_windows_is_wanted_where_debian_s_stands_without_it(setup, monkeypatch, lacks, version):
    there = {"chromium": lacks != "chromium", setup.SHELL: lacks == "nothing"}
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"found/{name}" if there[name] else None)
    monkeypatch.setattr(setup, "may_install", lambda: lacks != "root")
    monkeypatch.setattr(setup.subprocess, "run", lambda *_, **__: SimpleNamespace(stdout="156.0\n"))
    monkeypatch.delenv("CHROMIUM", raising=False)
    if lacks == "choice":
        monkeypatch.setenv("CHROMIUM", "mine/chromium")
    assert setup.shell_version() == version


@pytest.mark.parametrize(
    ("fails", "commands", "summary"),
    [
        (0, ["install"], ""),
        (1, ["install", "update", "install"], ""),
        (9, ["install", "update"], "not to be had: the tests use the one with windows and take longer"),
    ],
)
def test_browser_without_windows_is_of_the_same_version_and_no_must(setup, monkeypatch, fails, commands, summary):
    ran, shown = [], SimpleNamespace(summary="")

    def run(*command):
        ran.append(command)
        if len(ran) <= fails:
            raise setup.SetupError("no such package")

    monkeypatch.setattr(setup.HERE, "run", run)
    setup.install_shell(shown, "156.0")
    assert ran[0][-1] == "chromium-headless-shell=156.0"
    assert [command[1] for command in ran] == commands
    assert shown.summary == summary


@pytest.mark.parametrize(("apt", "found", "command"), [(True, False, True), (True, True, False), (False, False, False)])
def test_sandbox_is_installed_where_that_is_allowed_and_what_is_lacking_is_told(
    setup, monkeypatch, capsys, apt, found, command
):
    ran = []
    monkeypatch.setattr(setup.shutil, "which", lambda name: name if name == "bwrap" and found else None)
    monkeypatch.setattr(setup, "may_install", lambda: apt)
    monkeypatch.setattr(setup.HERE, "run", lambda *parts: ran.append(parts))
    monkeypatch.setattr(setup, "sandbox_lacks", lambda: "LACKS  namespaces")
    setup.install_sandbox()
    assert [parts[-1] for parts in ran] == (["-q", "bubblewrap"] if command else [])
    assert capsys.readouterr().out == (
        "LACKS  namespaces\n    The tests of the grader need a sandbox and will fail; see above how to get it.\n"
    )


def test_sandbox_that_is_lacking_is_looked_for_by_the_tests_alone(quick_setup, monkeypatch):
    setup, done = quick_setup
    monkeypatch.setattr(setup.sys, "platform", "linux")
    monkeypatch.setattr(setup, "sandbox_lacks", lambda: "LACKS  bubblewrap")
    monkeypatch.setattr(setup, "install_sandbox", lambda: done.append("install_sandbox"))
    setup.set_up(tests=False)
    assert "install_sandbox" not in done
    setup.set_up(tests=True)
    assert done[-1] == "install_sandbox"


def test_disk_that_is_too_small_is_one_sentence_before_anything_is_installed(quick_setup, monkeypatch, capsys):
    setup, done = quick_setup
    monkeypatch.setattr(setup, "install_python_packages", lambda _: setup.check_room() or done.append("python"))
    monkeypatch.setattr(setup, "room_note", lambda root, needed: f"expected {needed:.1f} GB of free disk")
    monkeypatch.setattr(sys, "argv", ["setup.py"])
    setup.HERE.log.write("what an earlier step said")
    assert setup.main() == 1
    assert done == ["make_venv"]
    assert capsys.readouterr().err == f"setup: expected {setup.PACKAGES_GIB} GB of free disk\n"


def test_failed_command_is_the_end_of_its_log_a_reason_and_the_name_of_the_log(quick_setup, monkeypatch, capsys):
    setup, _ = quick_setup
    fails = "print('Collecting tensorflow'); print('[Errno 28] No space left on device'); raise SystemExit(1)"
    monkeypatch.setattr(setup, "install_node_packages", lambda _: setup.HERE.run(sys.executable, "-c", fails))
    monkeypatch.setattr(sys, "argv", ["setup.py"])
    assert setup.main() == 1
    told = capsys.readouterr()
    assert told.out.endswith("==> npm packages\n    failed, 0 s\n")
    *ending, last = told.err.splitlines()
    assert ending[1:] == ["    | Collecting tensorflow", "    | [Errno 28] No space left on device"]
    assert last.startswith("setup: the disk is full: ")
    assert last.endswith(" ended with exit code 1; all output: _build/setup.log")


def test_lack_of_the_machine_is_one_message_and_exit_code_one(setup, monkeypatch, capsys):
    def refuse(*, tests):
        raise setup.SetupError("no Python")

    monkeypatch.setattr(setup, "set_up", refuse)
    monkeypatch.setattr(sys, "argv", ["setup.py"])
    assert setup.main() == 1
    assert capsys.readouterr().err == "setup: no Python\n"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("numpy>=2.0", "numpy"),
        ("ruamel.yaml==0.19 ; python_version < '3.13'", "ruamel-yaml"),
        ("Jupyter_Book<2  # the last of its line", "jupyter-book"),
        ("nbgrader[docs]~=0.9", "nbgrader"),
        ("tensorflow-cpu", "tensorflow-cpu"),
    ],
)
def test_package_of_a_requirement_is_read_in_its_normal_form(tool, line, name):
    assert tool("lock").package(line) == name


UV = """\
import pathlib, sys
output, source = pathlib.Path(sys.argv[sys.argv.index("--output-file") + 1]), pathlib.Path(sys.argv[-1])
pinned = dict(line.split("==") for line in output.read_text().splitlines() if "==" in line)
names = ["a-part", *(line.split()[0] for line in source.read_text().splitlines() if line and line[0] != "#")]
output.write_text("".join(f"{name}=={pinned.get(name, 9)}\\n" for name in sorted(names)))
"""


def test_lock_keeps_the_versions_of_before_unless_told_to_upgrade(tmp_path):
    files = {
        "uv": f"#!/bin/sh\nexec '{sys.executable}' '{tmp_path}/uv.py' \"$@\"\n",  # a checkout's path may have spaces
        "uv.py": UV,
        "tools/lock.py": (ROOT / "tools" / "lock.py").read_text(),
        "requirements.in": "pack # why\nnew # why\n",
        "requirements-tests.in": "peer # why\n",
        "requirements.txt": "pack==1\na-part==2\n",
        "requirements-tests.txt": "peer==3\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "uv").chmod(0o755)

    def locked(*arguments):
        command = [sys.executable, tmp_path / "tools" / "lock.py", *arguments]
        subprocess.run(command, env={**os.environ, "PATH": str(tmp_path)}, check=True, capture_output=True)
        texts = [(tmp_path / name).read_text() for name in ("requirements.txt", "requirements-tests.txt")]
        return [[line for line in text.splitlines() if line and line[0] != "#"] for text in texts]

    assert locked() == [["pack==1", "new==9", "a-part==2"], ["peer==3"]]
    assert locked("--upgrade") == [["pack==9", "new==9", "a-part==9"], ["peer==9"]]


def test_rooms_of_mutants_name_modules_and_tests_that_exist(tool):
    rooms = tool("mutants/rooms")
    assert len(rooms.ROOMS) >= 8
    for room in rooms.ROOMS.values():
        assert [path for path in room.paths if not (ROOT / path).is_file()] == []
        assert len(set(room.paths)) == len(room.paths) > 0
        assert [test for test in room.tests if "/" in test and not (ROOT / test).exists()] == []


def test_draws_are_tried_again_for_assignments_and_for_tasks(tool):
    draws = tool("try_draws")
    assert draws.asked(["gates-lstm-step", "seq2seq-attend"]) == {
        "gates": {"gates-lstm-step"},
        "seq2seq": {"seq2seq-attend"},
    }
    assert {"gates-lstm-step", "gates-count"} < draws.asked(["gates-count", "gates"])["gates"]
    with pytest.raises(LookupError, match=r"an assignment \(.*gates.*\) or the id of a task, got 'gates-nothing'"):
        draws.asked(["gates", "gates-nothing"])
