"""Which of the pinned packages are still to be installed into the environment whose Python runs this.

    python packages.py requirements.txt

prints JSON: how many packages this machine needs, and the lines of those that are not there in their version. A package
whose installation broke off in the middle is not there, and pip is made to see it so.
"""

from __future__ import annotations

import json
import shutil
import sys
import sysconfig
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name


def needed_here(requirements: Path) -> list[Requirement]:
    """Return the requirements of a file that hold for this machine."""
    lines = (line.partition("#")[0].strip() for line in requirements.read_text(encoding="utf-8").splitlines())
    parsed = [Requirement(line) for line in lines if line]
    return [each for each in parsed if each.marker is None or each.marker.evaluate()]


def is_whole(info: Path) -> bool:
    """Return whether an installation was finished: an installer's last act is to list its own mark in RECORD."""
    try:
        return ".dist-info/INSTALLER," in (info / "RECORD").read_text(encoding="utf-8")
    except OSError:
        return False


def versions(folder: Path) -> dict[str, str]:
    """Return the versions of the packages in a folder, and take away the marks of those that are not whole."""
    result = {}
    for info in folder.glob("*.dist-info"):
        name, _, version = info.name.removesuffix(".dist-info").partition("-")
        if is_whole(info):
            result[canonicalize_name(name)] = version
        else:
            shutil.rmtree(info, ignore_errors=True)  # else pip takes the package for installed
    return result


def main(arguments: list[str]) -> int:
    """Print what is to be done."""
    there = versions(Path(sysconfig.get_path("purelib")))
    needed = needed_here(Path(arguments[0]))
    missing = [
        each
        for each in needed
        if (version := there.get(canonicalize_name(each.name))) is None
        or not each.specifier.contains(version, prereleases=True)
    ]
    print(json.dumps({"needed": len(needed), "missing": [str(each) for each in missing]}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
