"""The kernelspec by which Jupyter's programs find the sandboxed kernels."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from jupyter_client.kernelspec import KernelSpecManager

from quizzes.grading.sandbox.provisioner import NAME


def kernelspec(modules: Sequence[str]) -> dict:
    """Return what kernel.json holds."""
    return {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3 (warm, in a sandbox)",
        "language": "python",
        "interrupt_mode": "signal",
        "metadata": {"kernel_provisioner": {"provisioner_name": NAME, "config": {"modules": list(modules)}}},
    }


def installed_kernels() -> dict[str, str]:
    """Return the languages of the kernels that Jupyter finds on this machine, by the kernel's name."""
    specs = KernelSpecManager().get_all_specs()
    return {name: str(found["spec"].get("language", "")).lower() for name, found in specs.items()}


def install_kernelspec(name: str, modules: Sequence[str], prefix: str | None = None) -> Path:
    """Install the kernelspec below a prefix, or for this user where `prefix` is None; return its folder."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "kernel.json").write_text(json.dumps(kernelspec(modules), indent=1), encoding="utf-8")
        place = KernelSpecManager().install_kernel_spec(folder, name, user=prefix is None, prefix=prefix)
    return Path(place)
