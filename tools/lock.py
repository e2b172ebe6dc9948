"""Write the exact versions of everything from requirements*.in (`make lock`; needs uv).

Versions that are pinned already stay where they still fit; `make lock ARGS=--upgrade` takes the newest.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
# Exact versions of everything that is installed, for Python 3.11 to 3.13 on Linux, macOS and Windows.
# Made from requirements.in by `make lock`; the project's direct requirements come first.
"""
TESTS_HEAD = """\
# Exact versions of what the tests need beyond requirements.txt.
# Made from requirements-tests.in by `make lock`; the project's direct requirements come first.
"""
# PyTorch's build for GPUs brings these by itself; its build for CPUs has none of them.
GPU = re.compile(r"(nvidia|cuda|triton)")
# An extra of jsonschema that Jupyter asks for: every process that reads a notebook's form would compile a grammar of
# international addresses, 1.3 s of the processor, and ours hold none. jsonschema does without it where it is missing.
# Why: DECISIONS.md#left-out-package
LEFT_OUT = ("rfc3987-syntax", "lark")


def package(line: str) -> str:
    """Return the normalised name of the package that a requirement line is about."""
    return re.split(r"[\s<>=!~;\[#]", line.strip(), maxsplit=1)[0].lower().replace("_", "-").replace(".", "-")


def resolve(source: Path, pinned: str, *options: str) -> tuple[list[str], list[str]]:
    """Return the resolved lines: the direct requirements in the order of `source`, and all that they need.

    `pinned` are the lines of an earlier lock, whose versions uv prefers.
    """
    command = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    command += [word for name in LEFT_OUT for word in ("--no-emit-package", name)]
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "requirements.txt"  # uv reads there what it prefers, and writes there
        output.write_text(pinned)
        command += ["--no-header", "--no-annotate", *options, "--output-file", str(output), str(source)]
        subprocess.run(command, check=True, capture_output=True, text=True)
        resolved = output.read_text().splitlines()
    wanted = [package(line) for line in source.read_text().splitlines() if line and not line.startswith("#")]
    wanted = list(dict.fromkeys(wanted))
    direct = [line for name in wanted for line in resolved if package(line) == name]
    return direct, [line for line in resolved if package(line) not in wanted]


def main() -> int:
    """Resolve both files; the tests' one keeps to the versions of the other and does not repeat them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that fit")
    upgrade = parser.parse_args().upgrade
    target, tests = ROOT / "requirements.txt", ROOT / "requirements-tests.txt"
    pinned, pinned_tests = ("" if upgrade else path.read_text() for path in (target, tests))
    direct, rest = resolve(ROOT / "requirements.in", pinned)
    target.write_text(HEAD + "\n".join(direct) + "\n\n# What those need\n" + "\n".join(rest) + "\n")
    known = {package(line) for line in direct + rest}
    peers, needed = resolve(ROOT / "requirements-tests.in", pinned_tests, "--constraint", str(target))
    needed = [line for line in needed if package(line) not in known and not GPU.match(package(line))]
    tests.write_text(TESTS_HEAD + "\n".join(peers) + "\n\n# What those need\n" + "\n".join(needed) + "\n")
    print(f"requirements.txt: {len(direct)} direct, {len(rest)} needed by them")
    print(f"requirements-tests.txt: {len(peers)} direct, {len(needed)} needed by them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
