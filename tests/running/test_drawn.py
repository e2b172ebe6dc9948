"""What a draw takes: its share, the same again, another for another commit, and all in a whole run."""

import drawn as module
import pytest
from drawn import drawn, of_each_one_way

THINGS = list("abcdefghij")


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(module, "WHOLE", False)
    monkeypatch.delenv("DRAW", raising=False)
    module.word.cache_clear()
    yield
    module.word.cache_clear()


def of_commit(commit, monkeypatch, what="pages", share=1 / 3):
    monkeypatch.setenv("DRAW", commit)
    module.word.cache_clear()
    return drawn(THINGS, share, what)


def test_share_is_rounded_up_in_order_and_the_same_again(monkeypatch):
    first = of_commit("one", monkeypatch)
    assert first == sorted(first) == of_commit("one", monkeypatch)
    assert len(first) == 4
    assert drawn(THINGS, 1.0, "pages") == THINGS


def test_every_thing_has_its_turn_and_draws_do_not_depend_on_each_other(monkeypatch):
    commits = [str(number) for number in range(40)]
    draws = {commit: of_commit(commit, monkeypatch) for commit in commits}
    assert set().union(*draws.values()) == set(THINGS)
    assert any(draws[commit] != of_commit(commit, monkeypatch, "corpus") for commit in commits)


def test_whole_run_takes_all(monkeypatch):
    monkeypatch.setattr(module, "WHOLE", True)
    assert of_commit("one", monkeypatch) == THINGS


def test_without_a_name_the_commit_decides(monkeypatch, tmp_path):
    assert module.word() != "no commit" or not (module.ROOT / ".git").exists()
    module.word.cache_clear()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert module.word() == "no commit"
    assert len(drawn(THINGS, 1 / 3, "pages")) == 4


def test_of_tests_that_differ_in_the_way_of_asking_alone_one_is_taken(monkeypatch):
    walls = [f"tests/test_walls.py::test_shut[{way}-{path}]" for way in ("warm", "cold") for path in ("/etc", "/sys")]
    looks = [f"{theme}-{size}" for theme in ("light", "dark") for size in ("desk", "phone")]
    page = [f"tests/test_page.py::test_fits[{look}]" for look in looks]
    other = ["tests/test_page.py::test_fits_lightly", "tests/test_page.py::test_told[dark-matter]"]
    taken = set()
    for commit in map(str, range(40)):
        monkeypatch.setenv("DRAW", commit)
        module.word.cache_clear()
        found = of_each_one_way([*walls, *page, *other])
        assert found == of_each_one_way([*other, *page[::-1], *walls])
        assert {name.rpartition("-")[2] for name in found & set(walls)} == {"/etc]", "/sys]"}
        assert (len(found), len(found & set(page))) == (5, 1)
        assert found > set(other)
        assert of_each_one_way(page[2:3]) == set(page[2:3]), "named by its id, it is asked"
        taken |= found
    assert taken == {*walls, *page, *other}
    monkeypatch.setattr(module, "WHOLE", True)
    assert of_each_one_way(walls) == set(walls)
