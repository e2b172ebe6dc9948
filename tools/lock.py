"""Write requirements.txt, the exact version of everything, from requirements.in (`make lock`; needs uv)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
# Exact versions of everything that is installed, for Python 3.11 to 3.13 on Linux, macOS and Windows.
# Made from requirements.in by `make lock`; the project's direct requirements come first.
"""


def package(line: str) -> str:
    """Return the normalised name of the package that a requirement line is about."""
    return re.split(r"[\s<>=!~;\[#]", line.strip(), maxsplit=1)[0].lower().replace("_", "-").replace(".", "-")


def main() -> int:
    """Resolve, then write the direct requirements first and the rest in alphabetical order."""
    source = ROOT / "requirements.in"
    command = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    command += ["--no-header", "--no-annotate", str(source)]
    resolved = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    wanted = [package(line) for line in source.read_text().splitlines() if line and not line.startswith("#")]
    wanted = list(dict.fromkeys(wanted))
    direct = [line for name in wanted for line in resolved if package(line) == name]
    rest = [line for line in resolved if package(line) not in wanted]
    text = HEAD + "\n".join(direct) + "\n\n# What those need\n" + "\n".join(rest) + "\n"
    (ROOT / "requirements.txt").write_text(text)
    print(f"requirements.txt: {len(direct)} direct, {len(rest)} needed by them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
