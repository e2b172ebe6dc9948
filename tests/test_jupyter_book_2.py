"""Jupyter Book 2's own program reads the book's sources, and says nothing that the decision does not say.

Why: DECISIONS.md#jupyter-book-2
"""

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from drawn import WHOLE, drawn

from quizzes.node import node

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(path.relative_to(ROOT) for path in (ROOT / "book").rglob("*.md") if "_ext" not in path.parts)
# A site needs a theme, and that of the program comes from another host.
FILES = {
    "myst.yml": "version: 1\nproject:\n  bibliography: [references.bib]\nsite:\n  template: ./theme\n",
    "theme/template.yml": 'kind: site\njtex: v1\ntitle: none\nbuild: {install: "true", start: "true"}\n',
    "theme/server.js": "",
}
# It asks at once whether there is a newer one. Nothing that it asks for is ever connected, so what needs it never ends.
OFFLINE = 'require("node:net").Socket.prototype.connect = function () { return this; };\n'
LABEL = re.compile(r"^\(([\w-]+)\)=$", re.MULTILINE)
# What the program says of a source, and what the decision calls it.
SAYS = {
    r"unknown (?:directive|role): (\S+)$": "`{{{}}}`",
    r'unexpected option "(\S+)" provided \(in [\w-]+\)$': "`{}`",
    r"'frontmatter' extra key ignored: (\S+) ": "`{}`",
    r'Could not find (?:starting|ending) line including ""(?:.*)""$': "quotation marks",
    r"Unexpected node as a child of a glossary": "glossary",
    r"Cross reference target was not found: term-": "glossary",
    r"Cross reference target was not found: [\w-]+-live$": "`{{live}}`",
    r"Cross reference target was not found: .* <[\w-]+>$": "end of a line",
    r"Cross reference target was not found: fig-[\w-]+$": "`mystnb`",  # an option of the cell names the figure
    r"Cross reference text is empty for <undefined>$": "`mystnb`",  # the same
    r"Legacy syntax used for link target": "`#`",
    r"Usage of the (\{\w+\}) role is not recommended": "`{}`",
}


def labels_alone(text):
    """Return a page with the labels of another and nothing else, so that links to it lead somewhere."""
    return "\n\n".join(["# A page", *(f"({label})=\n## {label}" for label in LABEL.findall(text))])


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """Return what the program says, a line each, of a quarter of the pages beside the labels of the others."""
    folder = tmp_path_factory.mktemp("jupyter-book-2")
    shutil.copytree(ROOT / "book", folder / "book", ignore=shutil.ignore_patterns("_*", "*.md"))
    for name in ("lstm_lib", "experiments", "examples"):  # pages show their code
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)
    book, part = folder / "book", drawn(PAGES, 0.25, "pages for Jupyter Book 2")
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        (folder / page).write_text(text if page in part else labels_alone(text), encoding="utf-8")
    shutil.copy(ROOT / "book" / "_toc.yml", book)
    (book / "theme").mkdir()
    for name, text in FILES.items():
        (book / name).write_text(text, encoding="utf-8")
    (folder / "offline.cjs").write_text(OFFLINE, encoding="utf-8")
    program = Path(find_spec("mystmd_py").origin).with_name("myst.cjs")
    command = [node(), "--require", folder / "offline.cjs", program, "build", "--site", "--ci"]
    done = subprocess.run(command, cwd=book, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)
    output = done.stdout + done.stderr
    assert done.returncode == 0, output
    assert f"Built {len(PAGES)} pages for project" in output
    return [line for line in output.splitlines() if line.startswith(("⚠", "⛔"))]


@pytest.fixture(scope="module")
def decision():
    _, _, rest = (ROOT / "DECISIONS.md").read_text(encoding="utf-8").partition('<a id="jupyter-book-2">')
    return re.split(r"^<a id=|^## ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def names_of(said):
    """Yield what the decision must name, with the line that says so; where nothing is known of a line, the line."""
    for line in said:
        hits = (pattern and (re.search(pattern, line), name) for pattern, name in SAYS.items())
        yield next((name.format(*hit.groups()) for hit, name in hits if hit), line), line


def test_what_the_program_does_not_understand_stands_in_the_decision(said, decision):
    assert said
    assert [line for name, line in names_of(said) if name not in decision] == []


@pytest.mark.skipif(not WHOLE, reason="a part of the pages need not hold everything; `make whole` reads all")
def test_the_decision_names_nothing_that_the_program_understands(said, decision):
    named = set(re.findall(r"`\{[\w:-]+\}`", decision))
    assert named == {name for name, _ in names_of(said) if name.startswith("`{")}
