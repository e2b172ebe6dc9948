"""JupyterLab and formgrader as `quizzes lab` starts them, for the browser tests."""

import contextlib
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from quizzes.grading.record.lab import lab

TOKEN = "jupyterlab-of-the-tests"


@dataclass(frozen=True)
class Servers:
    """Where the two are."""

    lab: str  # scheme, host and port
    formgrader: str  # the same of formgrader
    token: str  # of formgrader's


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running_lab(course: Path, files: Path):
    """Start both, wait until they answer, and end them."""
    made = lab(course, files, free_port(), free_port(), browser=False)
    address = urlsplit(made.formgrader.address)
    with contextlib.ExitStack() as stack:
        for name, server, token in (("lab", made.jupyterlab, TOKEN), ("formgrader", made.formgrader, "")):
            log = course.parent / f"{name}.log"
            environment = {**server.environment, **({"JUPYTER_TOKEN": token} if token else {})}
            with log.open("wb") as out:
                process = subprocess.Popen(server.command, cwd=made.folder, env=environment, stdout=out, stderr=out)
            stack.callback(process.wait, 60)
            stack.callback(process.terminate)
            wait(server.address.replace("localhost", "127.0.0.1").partition("?")[0], process, log)
        yield Servers(
            made.jupyterlab.address, f"{address.scheme}://{address.netloc}", parse_qs(address.query)["token"][0]
        )


def wait(address, process, log):
    """Wait until a server answers, whatever it answers."""
    for _ in range(600):
        assert process.poll() is None, log.read_text(errors="replace")[-2000:]
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError as error:
            if getattr(error, "code", None):
                return
            time.sleep(0.2)
    raise AssertionError(f"no answer:\n{log.read_text(errors='replace')[-2000:]}")
