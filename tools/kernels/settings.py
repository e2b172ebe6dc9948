"""Under which matrix kernels, threads and loops of numpy the project is held to its numbers."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from numpy._core._multiarray_umath import __cpu_dispatch__

# numpy's own loops for AVX-512, as this version calls them: it passes over names that it has no loops for.
NO_AVX512 = " ".join(name for name in __cpu_dispatch__ if name.startswith("AVX512") or name == "X86_V4")
FREE = ("OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "OPENBLAS_L2_SIZE", "NPY_DISABLE_CPU_FEATURES", "OMP_NUM_THREADS")


@dataclass(frozen=True)
class Setting:
    """One machine to stand in for: what OpenBLAS and numpy are told by the environment."""

    name: str
    kernel: str  # as OPENBLAS_CORETYPE has it
    threads: int = 1
    needs: frozenset[str] = field(default_factory=frozenset)  # flags of the processor, as Linux names them
    without: str = ""  # numpy's own loops that are taken away

    def environment(self, base: dict[str, str]) -> dict[str, str]:
        """Return `base` with this setting and no other in it."""
        env = {name: value for name, value in base.items() if name not in FREE}
        env |= {"OPENBLAS_CORETYPE": self.kernel, "OPENBLAS_NUM_THREADS": str(self.threads)}
        return env | ({"NPY_DISABLE_CPU_FEATURES": self.without} if self.without else {})


_AVX2 = frozenset({"avx2", "fma"})
_AVX512 = frozenset({"avx512f", "avx512dq", "avx512bw", "avx512vl"})
SETTINGS = (
    Setting("Prescott", "Prescott"),
    Setting("Nehalem", "Nehalem", needs=frozenset({"sse4_2"})),
    Setting("Sandybridge", "Sandybridge", needs=frozenset({"avx"})),
    Setting("Haswell", "Haswell", needs=_AVX2),
    Setting("Zen", "Zen", needs=_AVX2),
    Setting("SkylakeX", "SkylakeX", needs=_AVX512),
    Setting("Cooperlake", "Cooperlake", needs=_AVX512 | {"avx512_bf16"}),
    Setting("Haswell, numpy without AVX-512", "Haswell", needs=_AVX2 | _AVX512, without=NO_AVX512),
    Setting("Prescott, 2 threads", "Prescott", threads=2),
    Setting("SkylakeX, 2 threads", "SkylakeX", threads=2, needs=_AVX512),
)
PAIR = ("Prescott", "SkylakeX")  # those that differ most; without AVX-512, the last that the processor can run


def flags() -> frozenset[str]:
    """Return the flags of this machine's processor; none where it does not tell (then only needless settings run)."""
    info = Path("/proc/cpuinfo")
    if platform.machine() not in ("x86_64", "AMD64") or not info.is_file():
        return frozenset()
    for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("flags"):
            return frozenset(line.partition(":")[2].split())
    return frozenset()


def possible(having: Iterable[str] | None = None) -> tuple[Setting, ...]:
    """Return the settings that a processor with these flags can run: by default, this one."""
    present = flags() if having is None else frozenset(having)
    return tuple(setting for setting in SETTINGS if setting.needs <= present)


def distinct(settings: Iterable[Setting], fingerprint: Callable[[Setting], str]) -> dict[Setting, list[Setting]]:
    """Return the first setting of each fingerprint, with those that compute the same bits."""
    first: dict[str, Setting] = {}
    twins: dict[Setting, list[Setting]] = {}
    for setting in settings:
        one = first.setdefault(fingerprint(setting), setting)
        twins.setdefault(one, [])
        if one is not setting:
            twins[one].append(setting)
    return twins


def chosen(names: str, having: Iterable[str] | None = None) -> tuple[Setting, ...]:
    """Return the settings that "all", "pair" or names with semicolons between them stand for.

    Raises
    ------
    ValueError
        If a name is unknown, or this processor cannot run it.
    """
    able = possible(having)
    if names == "all":
        return able
    if names == "pair":
        single = [setting for setting in able if setting.threads == 1 and not setting.without]
        last = next((setting for setting in single if setting.name == PAIR[1]), single[-1])
        return tuple(dict.fromkeys((single[0], last)))
    by_name = {setting.name: setting for setting in able}
    asked = [name.strip() for name in names.split(";")]
    for name in asked:
        if name not in by_name:
            raise ValueError(f"no setting {name!r} on this processor; it can run {'; '.join(by_name)}")
    return tuple(by_name[name] for name in asked)
