"""What a learner's code cannot reach from inside the sandbox, tried from inside."""

import os
import time
import uuid
from pathlib import Path

import pytest
from processes import in_namespace_of, still_there

from quizzes.grading.sandbox import watch
from quizzes.grading.sandbox.session import Stop

pytestmark = pytest.mark.ways
PROJECT = Path(__file__).resolve().parents[4]


def value(session, source):
    """Run a cell and return its last value as text."""
    result = session.run(source)
    assert not result.error, f"{result.error}: {result.message}"
    return next(output["data"]["text/plain"] for output in result.outputs if "data" in output)


def error(session, source):
    result = session.run(source)
    return f"{result.error}: {result.message}"


@pytest.mark.parametrize(
    "path",
    [
        PROJECT / "quizzes" / "bank",
        PROJECT / "quizzes" / "checks" / "tasks",
        PROJECT / "quizzes" / "proofs",
        PROJECT / "tests",
        PROJECT / "course",
        PROJECT / ".git",
        Path(__file__),
        Path("/etc/shadow"),
        Path("/etc/passwd"),
        Path.home() / ".ssh",
        Path("/sys"),
        Path("/var"),
    ],
    ids=str,
)
def test_nothing_of_the_machine_is_seen_that_the_code_does_not_need(window, path):
    assert value(window, f"import os; os.path.exists({str(path)!r})") == "False"


def test_grader_and_references_cannot_be_imported(window):
    for module in ("quizzes.checks.load", "quizzes.load", "quizzes.grading.grade", "quizzes.proofs.gates"):
        assert error(window, f"import {module}").startswith("ModuleNotFoundError")


def test_book_library_can_be_imported(window):
    assert value(window, "import lstm_lib; lstm_lib.LSTM.__name__") == "'LSTM'"


def test_environment_of_the_grader_is_not_seen(window):
    seen = set(eval(value(window, "import os; sorted(os.environ)")))
    assert not seen & {name for name in os.environ if "SECRET" in name or "TOKEN" in name or name.startswith("PYTEST")}
    assert {"HOME", "PATH", "PYTHONHASHSEED"} <= seen
    assert value(window, "os.environ['HOME']") == "'/home/learner'"


@pytest.mark.parametrize("address", ["('127.0.0.1', 22)", "('1.1.1.1', 53)", "('localhost', 80)"])
def test_there_is_no_network(window, address):
    source = f"import socket; socket.create_connection({address}, timeout=1)"
    assert error(window, source).partition(":")[0] in ("OSError", "ConnectionRefusedError", "gaierror")


@pytest.mark.parametrize("family", ["AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"])
def test_sockets_that_reach_the_system_are_refused(window, family):
    found = error(window, f"import socket; socket.socket(socket.{family}, socket.SOCK_DGRAM)")
    assert "Address family not supported" in found or "Operation not permitted" in found


@pytest.mark.parametrize(
    "folder",
    ["/", "/usr", "/etc", "/dev", "/grader", "/proc", str(PROJECT / "lstm_lib"), "/proc/sys/kernel"]
    # A folder between /tmp and Python's own lies in the kernel's scratch space.
    + ([] if PROJECT.is_relative_to("/tmp") else [str(PROJECT)]),
)
def test_nothing_but_the_scratch_space_can_be_written(window, folder):
    found = error(window, f"open({folder!r} + '/written', 'w')")
    assert found.partition(":")[0] in ("OSError", "PermissionError", "FileNotFoundError")


def test_scratch_space_is_a_kernels_own(kernel, other):
    for folder in ("/tmp", "/home/learner", "/dev/shm", "/scratch"):
        kernel.run(f"open({folder!r} + '/mine', 'w').write('secret')")
        assert value(other, f"import os; os.path.exists({folder!r} + '/mine')") == "False"


def test_other_processes_are_not_seen(kernel, other):
    other.run("pass")
    assert value(kernel, "import os; sorted(int(n) for n in os.listdir('/proc') if n.isdigit())") == "[1, 2]"
    assert value(kernel, "os.getpid()") == "2"
    assert error(kernel, "os.kill(3, 9)").startswith("ProcessLookupError")


def test_keeper_cannot_be_looked_into_or_ended(kernel):
    for place in ("fd", "environ", "mem", "root", "cwd"):
        found = error(
            kernel, f"import os; os.listdir('/proc/1/{place}') if '{place}' == 'fd' else open('/proc/1/{place}').read()"
        )
        assert found.startswith("PermissionError")
    kernel.run("os.kill(1, 9); os.kill(1, 19); os.kill(1, 15)")
    assert value(kernel, "1 + 1") == "2"


CALLS = """
import ctypes, errno, os, platform
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    result = libc.syscall(number, *arguments)
    return 'done' if result >= 0 else errno.errorcode[ctypes.get_errno()]
"""
NUMBERS = {  # x86-64, aarch64; and arguments that would be taken
    "ptrace": ((101, 117), "0, 0, 0, 0"),
    "process_vm_readv": ((310, 270), "1, 0, 0, 0, 0, 0"),
    "mount": ((165, 40), "b'x', b'/tmp', b'tmpfs', 0, 0"),
    "umount2": ((166, 39), "b'/tmp', 2"),
    "unshare": ((272, 97), "0x10000000"),
    "setns": ((308, 268), "0, 0"),
    "bpf": ((321, 280), "0, 0, 0"),
    "perf_event_open": ((298, 241), "0, 0, -1, -1, 0"),
    "userfaultfd": ((323, 282), "0"),
    "keyctl": ((250, 219), "0, 0, 0"),
    "io_uring_setup": ((425, 425), "1, 0"),
    "memfd_create": ((319, 279), "b'x', 0"),
    "shmget": ((29, 194), "0, 4096, 0o1600"),
    "personality": ((135, 92), "0xffffffff"),
    "open_by_handle_at": ((304, 265), "0, 0, 0"),
    "clone": ((56, 220), "0x10000011, 0, 0, 0, 0"),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_system_calls_that_reach_out_are_refused(window, name):
    numbers, arguments = NUMBERS[name]
    window.run(CALLS)
    number = f"{numbers}[platform.machine() == 'aarch64']"
    assert value(window, f"call({number}, {arguments})") == "'EPERM'"


def test_clone3_is_unknown_so_that_its_flags_need_not_be_seen(window):
    window.run(CALLS)
    assert value(window, "call(435, 0, 0)") == "'ENOSYS'"


def test_no_right_is_left_and_none_can_be_won(window):
    window.run("lines = dict(line.split(':', 1) for line in open('/proc/self/status'))")
    window.run("sets = {name: int(lines[name], 16) for name in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb')}")
    assert value(window, "set(sets.values())") == "{0}"
    assert value(window, "lines['NoNewPrivs'].strip(), lines['Seccomp'].strip()") == "('1', '2')"


def test_limits_cannot_be_raised(window):
    source = "import resource as r; r.setrlimit(r.RLIMIT_NPROC, (9999, 9999))"
    assert error(window, source) == "ValueError: not allowed to raise maximum limit"


def test_every_process_is_ended_whatever_it_did(template, kernel):
    mark = f"sleeps-{uuid.uuid4().hex}"
    kernel.run(
        "import subprocess, os, signal\n"
        "code = 'import os, signal, time; signal.signal(15, signal.SIG_IGN); '\n"
        "code += 'os.fork() and os._exit(0); os.setsid(); time.sleep(600)'\n"
        "import sys\n"
        f"command = [sys.executable, '-c', code, {mark!r}]\n"
        "many = [subprocess.Popen(command, start_new_session=True) for _ in range(3)]\n"
    )
    time.sleep(0.5)
    pids = in_namespace_of(mark)
    assert len(pids) >= 5  # keeper, kernel, and three that got away from it
    kernel.close()
    assert still_there(pids) == []


@pytest.mark.parametrize(
    "source",
    ["import os; os._exit(0)", "import os; os.kill(os.getpid(), 9)", "import ctypes; ctypes.string_at(0)",
     "import os; os.abort()", "import os; os.closerange(3, 1000)"],
)  # fmt: skip
def test_process_that_ends_is_a_crash(kernel, source):
    assert kernel.run(source).stop is Stop.CRASHED
    assert kernel.run("1").stop is Stop.CRASHED


def test_loop_is_interrupted_and_the_kernel_lives_on(kernel):
    kernel.run("x = 5")
    kernel.begin()
    assert kernel.run("while True: pass").stop is Stop.OVER_CPU
    kernel.begin()
    assert value(kernel, "x") == "5"


def test_waiting_counts_by_the_wall_clock(kernel):
    assert kernel.run("import time; time.sleep(60)").stop is Stop.TIMED_OUT


def test_code_that_will_not_be_interrupted_is_ended(kernel):
    source = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    assert kernel.run(source).stop is Stop.OVER_CPU
    assert kernel.ended is Stop.OVER_CPU


def test_memory_beyond_the_limit_is_an_error_of_the_code(kernel):
    assert error(kernel, "b = bytearray(2**30)").startswith("MemoryError")
    assert value(kernel, "1") == "1"


def children_that_take(count, mb):
    """Return a cell that starts some processes, each of which takes so much, and waits."""
    return (
        "import os, time\n"
        f"for _ in range({count}):\n"
        "    if os.fork() == 0:\n"
        f"        b = b'x' * ({mb} * 2**20); time.sleep(60)\n"
        "time.sleep(60)"
    )


def test_memory_of_many_processes_together_is_limited(kernel):
    assert kernel.run(children_that_take(6, mb=180)).stop is Stop.OVER_MEMORY


def test_processes_that_each_take_less_than_a_kernel_are_counted(kernel):
    assert kernel.run(children_that_take(14, mb=56)).stop is Stop.OVER_MEMORY


def test_memory_that_processes_share_is_counted_once(kernel):
    source = (
        "import os, time\n"
        "b = b'x' * (200 * 2**20)\n"
        "children = [os.fork()]\n"
        "while len(children) < 6 and all(children): children.append(os.fork())\n"
        "time.sleep(1)\n"
        "if not all(children): os._exit(0)\n"
        "[os.waitpid(child, 0)[1] for child in children]"
    )
    result = kernel.run(source)
    assert (result.stop, result.outputs[-1]["data"]["text/plain"]) == (None, "[0, 0, 0, 0, 0, 0]")


def test_memory_is_counted_where_a_process_lets_nobody_look(kernel, monkeypatch):
    def hidden(path, *names):
        if path.endswith("smaps_rollup"):
            raise PermissionError(path)
        return seen(path, *names)

    seen = watch.read_sizes
    monkeypatch.setattr(watch, "read_sizes", hidden)
    assert kernel.run(children_that_take(6, mb=200)).stop is Stop.OVER_MEMORY


FORKS = """
import os, signal
n = 0
try:
    while n < 500:
        if os.fork() == 0:
            signal.pause()
        n += 1
except OSError:
    pass
n
"""


def test_processes_are_limited(kernel):
    assert int(value(kernel, FORKS)) <= 18


def test_disk_is_limited(kernel):
    assert error(kernel, "open('big', 'wb').write(bytes(20 * 2**20))").startswith("OSError: [Errno 27]")
    source = "for k in range(9): open(f'{k}', 'wb').write(bytes(8 * 2**20))"
    result = kernel.run(source)
    assert (result.error, result.errno) == ("OSError", 28)
    assert kernel.run("for k in range(2000): open(f'/tmp/{k}', 'w')").errno in (24, 28)


def test_output_is_cut_and_a_flood_costs_nothing_but_itself(kernel):
    (stream, cut) = kernel.run("print('x' * 100_000)").outputs
    assert len(stream["text"]) == 64 * 1024
    assert "cut off" in cut["text"]
    result = kernel.run("for _ in range(20): print('x' * 2**20)\nkept = 7")
    assert (result.stop, result.error) == (None, "")
    assert sum(len(output["text"]) for output in result.outputs) < 2**20
    (shown,) = kernel.run("kept").outputs
    assert shown["data"] == {"text/plain": "7"}
    result = kernel.run("while True: print('x' * 1000)")
    assert (result.stop, result.error) == (Stop.OVER_OUTPUT, "EndlessOutput")  # not the interrupt that time brings


FORGE = """
import os, socket, struct, json
for number in range(3, 64):
    try:
        wire = socket.socket(fileno=os.dup(number))
        wire.getpeername()
    except OSError:
        continue
    told = json.dumps({"nonce": "0" * 32, "outputs": [], "error": None, "answer": "7"}).encode()
    wire.send(struct.pack("!I", len(told)) + told)
    os._exit(0)
"""


def test_forged_answer_is_seen(kernel):
    assert kernel.run(FORGE).stop is Stop.TAMPERED


@pytest.mark.parametrize("data", ["b'\\\\xff' * 64", "struct.pack('!I', 4) + b'[[[['", "struct.pack('!I', 2) + b'[]'"])
def test_noise_on_the_wire_is_seen(kernel, data):
    source = FORGE.replace("told = json", "noise = json").replace('struct.pack("!I", len(told)) + told', data)
    assert kernel.run(source).stop is Stop.TAMPERED


def test_fork_in_a_cell_answers_once(kernel):
    kernel.run("import os; pid = os.fork(); x = 1 if pid else 2")
    assert value(kernel, "x") == "1"
    assert value(kernel, "x + 1") == "2"
