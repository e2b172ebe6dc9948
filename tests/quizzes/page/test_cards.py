"""The chapter of flashcards, as Markdown before it is parsed: what is told of a card, and the evidence."""

from pathlib import Path
from types import SimpleNamespace

import pytest

import quizzes.prove
from quizzes.kinds.usual import code_span
from quizzes.model import Standing
from quizzes.page import cards, evidence
from quizzes.variants import variant

BOOK = Path(__file__).resolve().parents[3] / "book"
LABELS = {Standing.WRONG: "is wrong", Standing.NEEDS_CARE: "needs care", Standing.HOLDS: "holds"}


@pytest.fixture
def directive():
    """A directive in a book that holds the chapter gates and no other."""
    made = object.__new__(cards.FlashcardsDirective)
    made.state = SimpleNamespace(document=SimpleNamespace(settings=SimpleNamespace(env=None)))
    made.state.document.settings.env = SimpleNamespace(found_docs={"gates", "flashcards"}, temp_data={})
    return made


def test_each_card_is_told_with_its_label_claim_and_verdict(bank, directive):
    for card in bank.cards.values():
        lines = list(directive.card(card, SimpleNamespace(items={})))
        assert lines[0] == f"(card-{card.id.lower()})="
        assert lines[1] == f"### {card.id} {cards.plain(card.asks)}"
        assert f"**The card says:** {cards.plain(card.says)}." in lines
        folded = lines.index("::::::{dropdown} Our verdict")  # closed until the card was tried
        verdict = lines[folded + 1]
        assert verdict.startswith(f"This card {LABELS[card.standing]}.")
        assert verdict.endswith(cards.sentence(cards.plain(card.truth))) if card.truth else verdict.endswith("holds.")


def test_question_of_a_chapter_is_linked_and_not_asked_again(bank, directive):
    lines = list(directive.questions(bank.cards["D-18"], [bank.items["gates-candidate-card"]]))
    assert lines == ["Try it first. {asked}`gates-candidate-card`.", ""]


def test_question_without_a_chapter_is_asked_at_its_first_card(bank, directive):
    item = bank.items["gates-forget-role"]  # mirrors D-02, then D-03
    directive.state.document.settings.env.found_docs.remove("gates")
    assert list(directive.questions(bank.cards["D-02"], [item]))[0] == "```{quiz} gates-forget-role"
    assert list(directive.questions(bank.cards["D-03"], [item]))[0] == (
        "Try it first. {asked}`gates-forget-role`."
    )


def test_evidence_is_the_code_of_the_proof_and_what_it_found(bank):
    lines = list(cards.evidence(bank.items["gates-forget-one"]))
    assert "def forget_one(rng: Rng) -> dict[str, bool]:" in lines
    assert lines[0].startswith("**Asked:** ")
    assert not any("gates-forget-one" in line for line in lines)  # no reader knows an item by its id
    found = [line for line in lines if line.startswith("- ")]
    assert found[-2].startswith("- drawn 20 times, with the same result each time: the layer around the unit")
    assert found[-1] == "- fixed: the numbers that the question gives"
    assert found[0].startswith(("- true: ", "- false: "))
    right = [line for line in found if line.startswith("- true: ")]
    assert right == ["- true: $0.8$"]


def test_every_item_with_a_proof_has_code_and_findings_to_show(bank, monkeypatch):
    monkeypatch.setenv("PROOF_DRAWS", "1")  # test_prove runs all draws
    for item in bank.items.values():
        if item.proof is None or "keras" in evidence.code(item).lower():
            continue  # those that start Keras are run by test_prove
        assert evidence.code(item).startswith(("def ", "@drawn("))
        lines = list(evidence.findings(item))
        assert len(lines) >= max(1, len(variant(item, 0).options)), item.id


@pytest.mark.parametrize(("told", "draws"), [(None, 20), ("3", 3)])
def test_proof_is_run_on_all_its_draws_unless_the_environment_says_otherwise(bank, monkeypatch, told, draws):
    monkeypatch.delenv("PROOF_DRAWS", raising=False)
    if told:
        monkeypatch.setenv("PROOF_DRAWS", told)
    drawn = []
    real = quizzes.prove.generator
    monkeypatch.setattr(quizzes.prove, "generator", lambda name, draw: drawn.append(draw) or real(name, draw))
    list(evidence.findings(bank.items["gates-forget-one"]))
    assert drawn == list(range(draws))


def test_evidence_from_a_source_names_the_source(bank, directive):
    cited = [item for item in bank.items.values() if item.cards and cards.code(item) is None and item.sources]
    assert cited
    for item in cited:
        line = list(directive.evidence(bank.cards[item.cards[0]], [item]))[0]
        assert line.startswith("Sources: ")
        assert all(f"{{cite:t}}`{key}`" in line for key in item.sources)


def test_evidence_stands_once_a_page_and_later_cards_lead_to_it(bank, directive, monkeypatch):
    monkeypatch.setenv("PROOF_DRAWS", "1")
    item = bank.items["gates-forget-one"]
    first = list(directive.evidence(bank.cards["C-11"], [item]))
    again = list(directive.evidence(bank.cards["D-03"], [item]))
    assert ":::::{dropdown} The program" in first and ":::::{dropdown} The program" not in again
    assert again[0] == first[0]
    assert again[2] == "What was found stands at {ref}`card C-11 <card-c-11>`."


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.3486784401, "`0.348678`"),
        ((None, 3, 1), "`(None, 3, 1)`"),
        ((5,), "`(5,)`"),
        ("a\nb\n", "`a / b`"),
        ("", "`(nothing)`"),
    ],
)
def test_computed_value_is_written_as_a_reader_would_write_it(value, written):
    assert code_span(value) == written


def test_markup_in_a_card_is_plain_text():
    assert cards.plain("a_b *c*\n[d]  `e` $f$") == r"a\_b \*c\* \[d\] \`e\` \$f\$"


def test_truth_is_told_as_a_sentence():
    assert cards.sentence("no: other roles") == "No: other roles."
    assert cards.sentence("Already so.") == "Already so."


def test_blanks_of_a_text_are_shown_as_gaps(bank):
    assert "{{" not in cards.asked(bank.items["seq2seq-parts"]) and "…" in cards.asked(bank.items["seq2seq-parts"])


def test_pages_say_how_many_cards_rest_on_code_and_how_many_on_sources(bank):
    by_code = {card for item in bank.items.values() if item.proof is not None for card in item.cards}
    hold = {card.id for card in bank.cards.values() if card.standing is Standing.HOLDS}
    words = {6: "six", 7: "seven", 29: "twenty-nine", 51: "fifty-one"}
    first, second = ((BOOK / name).read_text(encoding="utf-8") for name in ("flashcards.md", "flashcards-hold.md"))
    assert f"put {words[len(by_code)]} to the test" in first
    assert f"The other {words[len(bank.cards) - len(by_code)]} say" in first
    assert f"code has tested {words[len(hold & by_code)]} of these" in second
    assert f"the other {words[len(hold - by_code)]} are held" in second
