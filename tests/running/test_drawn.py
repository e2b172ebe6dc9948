"""What a draw takes: its share, the same again, another for another commit, and all in a whole run."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))
import drawn as module  # noqa: E402
from drawn import drawn  # noqa: E402

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
