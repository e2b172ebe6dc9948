"""Which settings a processor can run, and what each tells numpy."""

import pytest
from settings import SETTINGS, chosen, possible

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
