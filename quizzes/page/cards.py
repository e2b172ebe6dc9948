"""The directive ``{flashcards}``: the source cards with our verdict, and the evidence for it, run at build."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from quizzes.load import proof_folders
from quizzes.model import Bank, Card, Item, Standing
from quizzes.page.card_places import CardPlaces, PlacesRole, ResolvePlaces
from quizzes.page.evidence import code, findings, stage
from quizzes.page.registry import quiz_domain
from quizzes.project import Project
from quizzes.variants import variant

VERDICTS = {Standing.WRONG: "is wrong", Standing.NEEDS_CARE: "needs care", Standing.HOLDS: "holds"}
_BLANK = re.compile(r"\{\{.*?\}\}")  # of a text with blanks; Markdown would put something in its place
_MARKUP = re.compile(r"([\\`*_\[\]<>$#|])")


class FlashcardsDirective(SphinxDirective):
    """Show every card with the given verdict: what it says, the truth, the code that shows it and its output."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write each card as Markdown and have it parsed, headings included."""
        standing = directives.choice(self.arguments[0], [each.value for each in Standing])
        domain = self.env.get_domain("flashcards")
        bank: Bank = quiz_domain(self.env).bank
        domain.data["pages"][self.env.docname] = state_of_evidence(bank.project)
        lines = [
            line for card in bank.cards.values() if card.standing.value == standing for line in self.card(card, bank)
        ]
        root = nodes.Element()
        root.document = self.state.document
        source = StringList(lines, self.get_source_info()[0])
        self.state.nested_parse(source, self.content_offset, root, match_titles=True)
        return root.children

    def card(self, card: Card, bank: Bank) -> Iterator[str]:
        """Yield the lines of one card: what it says, where it is asked, and folded below that what is true of it."""
        items = [item for item in bank.items.values() if card.id in item.cards]
        yield from [f"(card-{card.id.lower()})=", f"### {card.id} {plain(card.asks)}", ""]
        yield from [f"**The card says:** {plain(card.says)}.", ""]
        yield from self.questions(card, items)
        yield from ["::::::{dropdown} Our verdict"]
        verdict = f"This card {VERDICTS[card.standing]}."
        yield from [verdict + (f" {sentence(plain(card.truth))}" if card.truth else ""), ""]
        if items:
            yield from [f"It is explained in {{taught}}`{' '.join(item.id for item in items)}`.", ""]
        yield from self.evidence(card, items)
        yield from ["::::::", ""]

    def questions(self, card: Card, items: list[Item]) -> Iterator[str]:
        """Yield the quizzes of the card, or where they are asked: in a chapter of the book, or with an earlier card."""
        here = [item.id for item in items if item.cards[0] == card.id and item.chapter not in self.env.found_docs]
        if here:
            yield from ["```{quiz} " + " ".join(here), "```", ""]
        if elsewhere := [item.id for item in items if item.id not in here]:
            yield from [f"Try it first. {{asked}}`{' '.join(elsewhere)}`.", ""]

    def evidence(self, card: Card, items: list[Item]) -> Iterator[str]:
        """Yield the evidence for each item, once a page; and all that is cited."""
        shown = self.env.temp_data.setdefault("quizzes_evidence", {})  # the card at which an item's evidence stands
        for item in items:
            if item.id in shown:
                before = shown[item.id]
                yield from [
                    f"{asked(item)}",
                    "",
                    f"What was found stands at {{ref}}`card {before} <card-{before.lower()}>`.",
                    "",
                ]
            elif item.proof is not None or code(item):
                shown[item.id] = card.id
                yield from evidence(item)
        if cited := dict.fromkeys(key for item in items if code(item) is None for key in item.sources):
            yield from ["Sources: " + ", ".join("{cite:t}`" + key + "`" for key in cited) + ".", ""]


def asked(item: Item) -> str:
    """Return what an item asks, as one paragraph: the first of its prompt."""
    first = " ".join(variant(item, 0).prompt.strip().split("\n\n")[0].split())
    return "**Asked:** " + _BLANK.sub("…", first)


def evidence(item: Item) -> Iterator[str]:
    """Yield the evidence for an item: what its proof found, on what that rests, and folded the program."""
    source = code(item)
    assert source is not None
    yield from [asked(item), "", "When this page was built, a program found:", ""]
    yield from [f"- {finding}" for finding in findings(item)]
    yield ""
    if rests := list(stage(item)):
        yield from ["On what it rests:", "", *(f"- {line}" for line in rests), ""]
    yield from [":::::{dropdown} The program", "````python", *source.splitlines(), "````", ":::::", ""]


def plain(text: str) -> str:
    """Return the text with every character that Markdown would take for markup marked as plain."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def sentence(text: str) -> str:
    """Return the text with a capital at its start and a full stop at its end."""
    return text[:1].upper() + text[1:].rstrip(".") + "."


def state_of_evidence(project: Project) -> str:
    """Return a hash of all that the evidence is made from: bank, proofs, and the project's own modules."""
    digest = hashlib.sha256()
    folders = map(project.place, (project.bank, *proof_folders(project), *project.imports))
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        if path.suffix in (".yml", ".json", ".py"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


class FlashcardsDomain(Domain):
    """The pages with cards, and what their evidence was made from."""

    name = "flashcards"
    label = "Flashcards"
    initial_data = {"pages": {}}

    def clear_doc(self, docname: str) -> None:
        """Forget a page that is about to be read."""
        self.data["pages"].pop(docname, None)

    def merge_domaindata(self, docnames: list[str], otherdata: dict) -> None:
        """Take over what another process read."""
        self.data["pages"].update({name: made for name, made in otherdata["pages"].items() if name in docnames})

    def resolve_any_xref(self, *_reference: object) -> list:
        """Return nothing: cards are found as labels."""
        return []


def pages_with_old_evidence(app: Sphinx, env: BuildEnvironment, *_found: set[str]) -> list[str]:
    """Return the pages whose evidence was made from something that has changed."""
    now = state_of_evidence(quiz_domain(env).bank.project)
    return [name for name, made in env.get_domain("flashcards").data["pages"].items() if made != now]


def setup(app: Sphinx) -> dict[str, object]:
    """Register the directive; `quizzes.page` must be loaded as well."""
    app.setup_extension("quizzes.page")
    app.add_domain(FlashcardsDomain)
    app.add_directive("flashcards", FlashcardsDirective)
    app.add_node(CardPlaces)
    for purpose in ResolvePlaces.joined:
        app.add_role(purpose, PlacesRole())
    app.add_post_transform(ResolvePlaces)
    app.connect("env-get-outdated", pages_with_old_evidence)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
