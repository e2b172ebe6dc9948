"""Which settings a processor can run, and what each tells numpy."""

import os
import subprocess
import sys

import pytest
from settings import SETTINGS, chosen, distinct, possible

OLD = ("sse4_2",)
AVX2 = ("sse4_2", "avx", "avx2", "fma")
AVX512 = (*AVX2, "avx512f", "avx512dq", "avx512bw", "avx512vl")


@pytest.mark.parametrize(
    ("having", "pair"),
    [
        (OLD, ["Prescott", "Nehalem"]),
        (AVX2, ["Prescott", "Zen"]),
        (AVX512, ["Prescott", "SkylakeX"]),
        ((), ["Prescott"]),
    ],
)
def test_pair_is_what_differs_most_on_this_processor(having, pair):
    assert [setting.name for setting in chosen("pair", having)] == pair


def test_processor_is_not_asked_for_what_it_cannot_run():
    assert {setting.kernel for setting in possible(AVX2)} == {"Prescott", "Nehalem", "Sandybridge", "Haswell", "Zen"}
    assert "SkylakeX" in {setting.kernel for setting in possible(AVX512)}


def test_environment_holds_this_setting_and_no_other():
    setting = next(setting for setting in SETTINGS if setting.without)
    env = setting.environment({"PATH": "x", "OPENBLAS_CORETYPE": "Zen", "OPENBLAS_L2_SIZE": "1"})
    assert env == {
        "PATH": "x",
        "OPENBLAS_CORETYPE": "Haswell",
        "OPENBLAS_NUM_THREADS": "1",
        "NPY_DISABLE_CPU_FEATURES": setting.without,
    }
    plain = next(setting for setting in SETTINGS if not setting.without)
    assert "NPY_DISABLE_CPU_FEATURES" not in plain.environment({"NPY_DISABLE_CPU_FEATURES": "AVX2"})


def test_unknown_setting_is_told_with_those_that_there_are():
    with pytest.raises(ValueError, match="no setting 'Haswel' on this processor; it can run Prescott; Nehalem"):
        chosen("Prescott;Haswel", AVX2)


def test_settings_that_compute_the_same_bits_are_run_once():
    zen, haswell, prescott = (
        next(each for each in SETTINGS if each.name == name) for name in ("Zen", "Haswell", "Prescott")
    )
    bits = {zen: "a", haswell: "a", prescott: "b"}
    assert distinct((haswell, prescott, zen), bits.get) == {haswell: [zen], prescott: []}


def test_numpy_really_loses_its_loops_for_avx512():
    setting = next(each for each in possible() if each.without) if any(each.without for each in possible()) else None
    if setting is None:
        pytest.skip("a processor without AVX-512 has no such loops to lose")
    code = (
        "from numpy._core._multiarray_umath import __cpu_features__ as f; print(f.get('X86_V4', f.get('AVX512_SKX')))"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    for env, there in ((setting.environment(dict(os.environ)), "False"), (dict(os.environ), "True")):
        assert subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.strip() == there
