"""DECISIONS.md: contents, anchors and dates are there, sources name decisions that exist, nothing stands twice."""

import re
import sys
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import decisions as tool  # noqa: E402

TEXT = tool.PAGE.read_text(encoding="utf-8")
SOURCES = ("benchmarks", "book", "examples", "experiments", "lstm_lib", "quizzes", "tests", "tools", ".ci", ".github")
ENDINGS = (".py", ".js", ".mjs", ".css", ".md", ".toml", ".yml", ".yaml", ".in")
DAY = date(2026, 11, 30)
SMALL = f"""# Decisions

What they are.

{tool.FIRST}
- **[One](#one)**:
  [First words of a title](#first) ·
  [Second](#second)
- **[Two](#two)**:
  [Third](#third)
{tool.LAST}

## One

<a id="first"></a>*2026-11-21*
**First words of a title.** Why.

<a id="second"></a>*2026-11-29*
**Second**, which goes on.

## Two

<a id="third"></a>*2026-11-30*
**Third:** the last.
"""


def named_decisions() -> set[tuple[str, str]]:
    """Return which file names which decision."""
    files = [path for path in ROOT.iterdir() if path.suffix in ENDINGS or path.name == "Makefile"]
    for folder in SOURCES:
        files += [p for p in (ROOT / folder).rglob("*") if p.suffix in ENDINGS and "node_modules" not in p.parts]
    found = set()
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        found |= {(str(path.relative_to(ROOT)), name) for name in re.findall(r"DECISIONS\.md#([\w-]+)", text)}
    return found


def test_nothing_is_missing_or_twice():
    left = tool.faults(TEXT)
    assert not left, "\n".join(left)
    assert tool.renewed(TEXT, DAY) == TEXT, "an anchor, a date or a line of the contents is missing: make decisions"


def test_contents_name_the_anchors_in_their_order():
    head, _, body = TEXT.partition(tool.LAST)
    links = re.findall(r"^  \[.+\]\(#([a-z0-9-]+)\)", head, re.MULTILINE)
    anchors = re.findall(r'^<a id="([a-z0-9-]+)">', body, re.MULTILINE)
    assert links == anchors, "make decisions"
    assert len(anchors) == len(set(anchors)) == len(re.findall(r"^\*\*", body, re.MULTILINE)) > 200


def test_every_decision_has_a_date():
    dates = [(row.title, row.date) for row in tool.decisions(TEXT)]
    assert [title for title, day in dates if not day] == [], "make decisions"
    assert all(date(2026, 11, 21) <= date.fromisoformat(day) for _, day in dates)  # the project's first day


def test_decisions_that_sources_name_are_there():
    anchors, named = {row.anchor for row in tool.decisions(TEXT)}, named_decisions()
    assert [(path, name) for path, name in sorted(named) if name not in anchors] == []
    assert len(named) >= 30


def test_a_page_with_all_stays_as_it_is():
    assert tool.renewed(SMALL, date(2030, 1, 1)) == SMALL
    assert tool.faults(SMALL) == []


def test_a_new_decision_gets_an_empty_line_an_anchor_a_date_and_its_link():
    new = "**First words of a title, and more.** New.\n**It's `new`**, too.\n"
    text = tool.renewed(SMALL.replace("Why.\n", f"Why.\n{new}"), DAY)
    mark = '\n\n<a id="{}"></a>*2026-11-30*\n'
    assert f"Why.{mark.format('first-words-title-more')}**First words of a title, and more.** New." in text
    assert f'New.{mark.format("new")}**It\'s `new`**, too.\n\n<a id="second">' in text
    links = "[First words of a title, and more](#first-words-title-more) ·\n  [It's `new`](#new) ·\n"
    assert f"](#first) ·\n  {links}" in text
    assert tool.renewed(text, date(2030, 1, 1)) == text


def test_an_anchor_written_by_hand_gets_its_date():
    assert tool.renewed(SMALL.replace("*2026-11-29*\n", "\n"), DAY) == SMALL.replace("2026-11-29", "2026-11-30")


def test_anchors_that_two_titles_would_share_are_numbered():
    assert tool.slug("The walls, the end", {"walls-end"}) == "walls-end-2"
    assert tool.slug("On a", set()) == "on-a"
    text = tool.renewed(SMALL + "\n**Keep the order of things.** Yes.\n\n**Keep order, things.** Too.\n", DAY)
    assert [row.anchor for row in tool.decisions(text)][3:] == ["keep-order-things", "keep-order-things-2"]


def test_contents_that_a_merge_doubled_are_written_once():
    contents = SMALL[SMALL.index(tool.FIRST) : SMALL.index("## One")]
    assert tool.renewed(SMALL.replace(contents, contents + contents), DAY) == SMALL


@pytest.mark.parametrize(
    "old, new, fault",
    [
        ('id="second"', 'id="first"', "expected one anchor first, got 2"),
        ('id="second"', 'id="one"', "expected one anchor one, got 2"),
        ("**Third:**", "**Second.**", "expected one decision 'Second', got 2"),
        ("which goes on.\n", "which goes on.\n\nWhat they are.\n", "expected one paragraph, got 2: What they are."),
        ("**Second**, which", "Second, which", "expected a decision in bold below the anchor second, got another line"),
        ("**Third:** the last.\n", "", "expected a decision in bold below the anchor third, got another line"),
    ],
)
def test_what_a_merge_leaves_is_told(old, new, fault):
    assert fault in tool.faults(SMALL.replace(old, new))


def test_a_decision_twice_is_told_though_a_date_differs():
    again = SMALL[SMALL.index('<a id="third">') :].replace("2026-11-30", "2026-11-29")
    assert "expected one paragraph, got 2: **Third:** the last." in tool.faults(f"{SMALL}\n{again}")
