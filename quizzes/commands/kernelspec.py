"""`quizzes kernelspec install`: warm, sandboxed kernels for nbgrader, nbclient, papermill and JupyterLab."""

from __future__ import annotations

import argparse
import sys

from quizzes.commands.command import tell


def kernelspec_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``kernelspec``."""
    parser.add_argument("action", choices=["install"], help="what to do")
    parser.add_argument("--name", default="quizzes-sandbox", help="of the kernel (default: %(default)s)")
    parser.add_argument("--module", action="append", metavar="NAME", help="imported before a kernel is forked")
    parser.add_argument("--user", action="store_true", help="for this user (default: for this Python alone)")


def install(arguments: argparse.Namespace) -> int:
    """Install the kernelspec."""
    from quizzes.grading.sandbox.kernelspec import install_kernelspec

    modules = arguments.module or ["numpy"]
    place = install_kernelspec(arguments.name, modules, None if arguments.user else sys.prefix)
    tell(f"{place}: kernels with {', '.join(modules)} imported, each in a sandbox")
    tell(f"for nbgrader: c.ExecutePreprocessor.kernel_name = {arguments.name!r} in nbgrader_config.py")
    return 0
