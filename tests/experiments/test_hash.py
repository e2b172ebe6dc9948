"""What changes the hash of an experiment, and what does not."""

import pytest

from experiments.code_hash import code_of, hash_of

SOURCE = '''\
"""Does it learn?"""

from lstm_lib import fit

SEEDS = range(8)


def run(seed):
    """One seed."""
    return {"error": seed * 0.5}  # half


CLAIMS = (
    Claim("small", below=0.1),
)
NUMBERS = {"half": 0.5}
'''


@pytest.fixture
def place(tmp_path):
    for name, text in (
        ("lstm_lib/layer.py", "x = 1\n"),
        ("lstm_lib/data_files/days.csv", "1,2\n"),
        ("more/model.npz", "m"),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "learn.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def hashed(place, needs=("more/*.npz",)):
    return hash_of(place / "learn.py", needs, root=place)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("learn.py", "# half", "# a half"),
        ("learn.py", "One seed.", "A seed."),
        ("learn.py", "below=0.1", "below=0.2"),
        ("learn.py", '"half": 0.5', '"half": 0.25'),
        ("lstm_lib/layer.py", "x = 1", "# one\nx = 1"),
    ],
)
def test_words_and_claims_run_nothing_again(place, name, old, new):
    before = hashed(place)
    path = place / name
    assert old in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert hashed(place) == before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("learn.py", "seed * 0.5", "seed * 0.25"),
        ("learn.py", "range(8)", "range(9)"),
        ("lstm_lib/layer.py", "x = 1", "x = 2"),
        ("lstm_lib/data_files/days.csv", "1,2", "1,3"),
        ("more/model.npz", "m", "n"),
    ],
)
def test_code_data_and_library_do(place, name, old, new):
    before = hashed(place)
    path = place / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert hashed(place) != before


def test_hash_in_a_text_is_no_comment():
    assert code_of('x = "#1"  # one\n') == 'x = "#1"'


def test_library_is_read_once_for_all_experiments(place):
    hashed(place)
    read = code_of.cache_info().misses
    (place / "other.py").write_text("other = 1\n", encoding="utf-8")
    hash_of(place / "other.py", (), root=place)
    assert code_of.cache_info().misses == read + 1
