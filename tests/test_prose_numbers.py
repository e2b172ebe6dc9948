"""A number that training made stands in the prose through {result} or {glue}, or is said to be something else."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "book"
# Numbers in sections that train which no run gave: a source's, an exact one, one that the reader can reckon.
KNOWN = {
    (entry["page"], str(entry["number"])): entry["why"]
    for entry in YAML(typ="safe").load((Path(__file__).parent / "prose_numbers.yml").read_text(encoding="utf-8")) or []
}
TRAINS = re.compile(r"\bfit\(|loss_and_grads\(|\.update\(|\bstored\(|\{result\}`|\{glue:")
FENCE = re.compile(r"^(?P<mark>`{3,})\{?(?P<kind>[\w-]*)\}?.*?^(?P=mark)[ \t]*$", re.MULTILINE | re.DOTALL)
INCLUDED = re.compile(r"^```\{literalinclude\} (\S+)", re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.,#/-])(\d+[.,]\d+(?: ?%)?|\d+ ?%|\d{1,3}(?:,\d{3})+|\d{3,})(?![\w.]*\w)")
YEAR = re.compile(r"(19|20)\d\d")
CODE_KINDS = {"code-cell", "python", "text", "literalinclude", "quiz", "math", "", "live", "bash", "ini", "toml"}
# What is no prose: roles, links' addresses, code, formulas.
NOT_PROSE = re.compile(
    r"\$\$.*?\$\$|\$[^$]+\$|\{[\w:]+\}`[^`]*`|`[^`]*`|\]\([^)]*\)|^\|[-| ]+\|$", re.MULTILINE | re.DOTALL
)


def pages() -> list[Path]:
    return [page for page in sorted(BOOK.glob("**/*.md")) if "```{code-cell}" in page.read_text(encoding="utf-8")]


def sections(text: str) -> list[str]:
    """Split a page at its headings; a `#` in a fence is no heading."""
    masked = FENCE.sub(lambda match: re.sub(r"^#", " ", match[0], flags=re.MULTILINE), text)
    places = [match.start() for match in re.finditer(r"^#{1,3} |^\*\*\d+\. ", masked, re.MULTILINE)]
    return [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]


def alternative_texts(section: str) -> str:
    return "\n".join(re.findall(r'^:?\s*alt: "(.*)"$', section, re.MULTILINE))


def prose(section: str) -> str:
    """Return a section without code, formulas and roles; boxes keep their text."""
    text = FENCE.sub(lambda match: " " if match["kind"] in CODE_KINDS else match[0], section)
    return NOT_PROSE.sub(" ", text) + "\n" + alternative_texts(section)


def code(section: str, page: Path) -> str:
    """Return what stands in cells, included sources and formulas: numbers that were chosen and not found."""
    blocks = [match[0] for match in FENCE.finditer(section) if match["kind"] in CODE_KINDS]
    blocks = [re.sub(r'^:?\s*alt: ".*"$', "", block, flags=re.MULTILINE) for block in blocks]
    included = [(page.parent / name).read_text(encoding="utf-8") for name in INCLUDED.findall(section)]
    return "\n".join(blocks + included + re.findall(r"\$[^$]+\$|(?<!\})`[^`]*`", FENCE.sub(" ", section)))


def plain(number: str) -> str:
    return number.replace(" ", "").rstrip("%").replace(",", "")


def bare_numbers(section: str, page: Path) -> list[str]:
    """Return the numbers of a section's prose that its code and formulas do not have."""
    chosen = set(re.findall(r"\d+(?:\.\d+)?", code(section, page).replace("_", "").replace(",", "")))
    chosen |= {f"{float(number):g}" for number in chosen}
    found = NUMBER.findall(prose(section))
    return [number for number in found if plain(number) not in chosen and not YEAR.fullmatch(number)]


def faults(page: Path) -> list[str]:
    name = page.relative_to(BOOK).as_posix()
    return [
        f"{name}: {section.splitlines()[0]}: {number}"
        for section in sections(page.read_text(encoding="utf-8"))
        if TRAINS.search(section)
        for number in bare_numbers(section, page)
        if (name, number) not in KNOWN
    ]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(BOOK).as_posix())
def test_numbers_beside_training_come_from_a_run_or_are_explained(page):
    assert faults(page) == [], (
        "put it there by {result} or {glue}, say it in words, or list it in tests/prose_numbers.yml"
    )


def test_every_explained_number_is_still_there():
    gone = [key for key in KNOWN if key[1] not in (BOOK / key[0]).read_text(encoding="utf-8")]
    assert gone == []


SECTION = """\
## A section

The error was 0.0123 after 15 epochs at a rate of 0.005, {result}`adding: ratio: .0f` times less, 37 % of $0.7$.

```{code-cell} ipython3
:mystnb:
:  image:
:    alt: "A curve that ends at 0.456."
fit(model, data, optimiser=Adam(0.005), epochs=1500)
```
"""


def test_number_of_a_run_in_the_prose_is_found(tmp_path):
    page = tmp_path / "page.md"
    assert bare_numbers(SECTION, page) == ["0.0123", "37 %", "0.456"]


def test_section_that_trains_nothing_may_say_numbers():
    assert not TRAINS.search(SECTION.replace("fit(", "show(").replace("{result}", ""))
