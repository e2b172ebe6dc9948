"""The directive ``{live}`` and the role ``{set}``: what they make, what they refuse, and which pages are read again."""

import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "book" / "_ext"
SAMPLE = Path(__file__).parent / "sample"
sys.path.append(str(EXTENSION))  # pytest's importlib mode does not

from figures import assets, nodes, svg, table  # noqa: E402
from figures.figure import Choice, Number, SettingError, Words, check_settings, settings  # noqa: E402


class Book:
    """The small book in a folder that a test may change."""

    def __init__(self, root):
        self.root = root
        shutil.copytree(SAMPLE, root / "book", dirs_exist_ok=True)

    def edit(self, name, old, new):
        path = self.root / "book" / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def build(self, *options):
        """Build; return what was printed and the pages that were read."""
        command = [sys.executable, "-m", "sphinx", *options, "-b", "html", "book", "html"]
        env = {**os.environ, "PYTHONPATH": str(EXTENSION), "NO_COLOR": "1"}
        done = subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, timeout=200, check=False)
        output = done.stdout + done.stderr
        read = re.findall(r"^reading sources\.\.\. \[ *\d+%\] (\S+)", output.replace("\r", "\n"), re.MULTILINE)
        return done.returncode, output, set(read)

    def page(self, name):
        return (self.root / "html" / f"{name}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    book = Book(tmp_path_factory.mktemp("book"))
    code, output, _ = book.build("-W", "-D", "numfig=1", "-D", "numfig_format.figure=Figure %s")
    assert code == 0, output
    return book


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path)


class Elements(HTMLParser):
    """The start tags of a page with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def all(self, tag, **wanted):
        return [a for t, a in self.found if t == tag and all(a.get(k) == v for k, v in wanted.items())]


def test_page_holds_drawing_numbers_data_and_caption_without_script(built):
    text = built.page("index")
    page = Elements(text)
    (figure,) = page.all("figure")
    assert (figure["id"], figure["data-live"]) == ("cell-live", "cell")
    assert any(each.get("id") == figure["aria-describedby"] for each in page.all("div"))
    drawings = [each for each in page.all("svg") if each.get("class", "").startswith("live-drawing")]
    assert len(drawings) == 2
    assert all(each["role"] == "img" and "new cell state 1.67" in each["aria-label"].lower() for each in drawings)
    data = re.search(r'<script type="application/json" class="live-data">(.*?)</script>', text)[1]
    assert json.loads(data) == json.loads(json.dumps(table.make("cell").data))
    assert "<em>x</em>, h and c, hold a gate" in text[text.index("<figcaption>") :]
    assert re.search(r'<figcaption><span class="caption-number">Figure \d </span>', text), "numbered in one row"
    assert '<span data-n="text_c">0.80 + 0.87 = 1.67</span>' in text


def test_script_is_on_pages_with_a_figure_and_style_on_those_that_link_to_one(built):
    folder = assets.assets_folder()
    files = ("live.js", "live.css", "cell.css", "shapes.css")
    loaded = {
        name: [file for file in files if f"{folder}/{file}" in built.page(name)]
        for name in ("index", "shapes", "other", "plain")
    }
    assert loaded == {
        "index": ["live.js", "live.css", "cell.css"],
        "shapes": ["live.js", "live.css", "shapes.css"],
        "other": ["live.css"],
        "plain": [],
    }
    served = built.root / "html" / "_static" / folder
    assert {path.name for path in served.iterdir()} == set(assets.assets())


def test_link_sets_on_its_own_page_and_carries_the_values_to_another(built):
    links = [each for each in Elements(built.page("index")).all("a") if each.get("class") == "live-set"]
    assert [(each["href"], each["data-set"]) for each in links] == [
        ("#cell-live", "f=0"), ("#cell-live", "reset=on&t=4&names=keras&return_sequences=on"),
    ]  # fmt: skip
    (other,) = [each for each in Elements(built.page("other")).all("a") if each.get("class") == "live-set"]
    assert (other["href"], other.get("data-set")) == ("index.html?t=2&o=0#cell-live", None)
    assert '<a class="reference internal" href="#cell-live">' in built.page("index")


MISTAKES = [
    ("{live} cell", "{live} cel", "live: expected the name of a figure (cell, ", "got 'cel'; did you mean 'cell'?"),
    (":id: cell-live", ":id: Cell", "live cell: expected ':id:' with small letters, digits and -, got 'Cell'", ""),
    (":id: cell-live\n", "", "live cell: expected ':id:' with small letters, digits and -, got ''", ""),
    ("Move *x*, h and c, hold a gate, and step on.\n", "", "live cell: expected a caption that says what to try", ""),
    (":id: cell-live", ":id: shapes-live", "live shapes: the id 'shapes-live' is that of a figure in 'index'", ""),
    ("live: f=0>", "live: f=2>", "set cell-live: f: expected one of computed, 0, 0.5, 1, got '2'", ""),
    ("live: f=0>", "live: q=0>", "set cell-live: expected one of the states ", "got 'q'"),
    ("cell-live: f=0>", "cel-live: f=0>", "set: expected the id of a live figure (cell-live, sh", "got 'cel-live'"),
    ("live: f=0>", "live: closed>", "set: expected pairs like f=0 with commas between them, got 'closed'", ""),
    ("<cell-live: f=0>", "<cell-live>", "set: expected `words <id of a figure: name=value>`", ""),
]


@pytest.mark.parametrize(("old", "new", "expected", "rest"), MISTAKES)
def test_authors_mistake_is_told_with_page_and_line(book, old, new, expected, rest):
    book.edit("index.md", old, new)
    code, output, _ = book.build("-W", "--keep-going")
    assert code == 1
    line = next((each for each in output.splitlines() if expected in each), "")
    assert expected in line and rest in line, output
    assert re.match(r".*/(index|shapes)\.md:\d+: (ERROR|WARNING): ", line), line


def test_only_pages_with_figures_or_links_are_read_again_when_the_sources_of_figures_change(book):
    assert book.build()[2] == {"index", "other", "plain", "shapes"}
    assert book.build()[2] == set()
    (book.root / "book" / "sources-changed").write_text("one")
    assert book.build()[2] == {"index", "other", "shapes"}
    assert book.build()[2] == set()


def test_page_that_links_to_a_figure_is_written_again_when_the_figure_moves(book):
    book.build()
    text = (book.root / "book" / "index.md").read_text(encoding="utf-8")
    figure = text[text.index("```{live}") : text.index("{ref}")]
    book.edit("index.md", figure, "")
    book.edit("plain.md", "Nothing here.", figure)
    code, output, read = book.build("-W")
    assert code == 0, output
    assert read == {"index", "plain"}
    assert 'href="plain.html?t=2&amp;o=0#cell-live"' in book.page("other")


def test_sources_of_figures_are_the_extension_the_library_and_the_models(monkeypatch, tmp_path):
    from figures import domain

    roots = [tmp_path / name for name in ("figures", "lstm_lib", "models")]
    for root in roots:
        root.mkdir()
        (root / "one.py").write_text("1")
    monkeypatch.setattr(domain, "SOURCES", tuple(roots))
    states = [domain.state_of_sources.__wrapped__()]
    for root in roots:
        (root / "one.py").write_text("2")
        states.append(domain.state_of_sources.__wrapped__())
    assert len(set(states)) == 4
    assert domain.ROOT == ROOT


@pytest.mark.parametrize("name", table.MAKERS)
def test_every_figure_has_its_script_and_says_its_numbers(name):
    figure = table.make(name)
    assert f"{name}.js" in assets.assets()
    assert "export function start(" in assets.assets()[f"{name}.js"].decode()
    assert re.search(r"\d", figure.says)
    assert figure.tables and all(len(row) == len(each.head) for each in figure.tables for row in each.rows)


def loaded_with(name, files):
    """Return the modules that a module loads before it runs, itself included; ``import()`` loads later."""
    found, open_ = set(), [name]
    while open_:
        here = open_.pop()
        if here not in found:
            found.add(here)
            open_ += re.findall(r'^import [^;]*?"\./([^"]+)";', files[here].decode(), re.MULTILINE | re.DOTALL)
    return found


@pytest.mark.parametrize("name", table.MAKERS)
def test_figure_is_small_for_data_that_weighs_more_is_loaded_on_first_use(name):
    files = assets.assets()
    scripts = loaded_with(f"{name}.js", files) | {"live.js"}
    weights = {each: len(files[each]) for each in scripts}
    weights["data"] = len(nodes.data_json(table.make(name).data).encode())
    assert "kit.js" in scripts
    assert sum(weights.values()) < 60_000, weights


def test_data_cannot_end_the_script_element():
    data = ["</script><b>", "<!--", "−∞"]
    text = nodes.data_json(data)
    assert "<" not in text and json.loads(text) == data


def test_settings_keep_commas_of_a_text():
    assert settings("text=Nov 20, 2026, layers2=1") == {"text": "Nov 20, 2026", "layers2": "1"}


@pytest.mark.parametrize(
    ("state", "good", "bad", "expected"),
    [
        (Choice(("on", "off")), "on", "yes", "one of on, off"),
        (Number(1, 6, whole=True), "6", "6.5", "a whole number from 1 to 6"),
        (Number(-1, 1), "-0.5", "two", "a number from -1 to 1"),
        (Number(-1, 1), "1", "1.01", "a number from -1 to 1"),
        (Words(4), "four", "fives", "a text of at most 4 characters"),
    ],
)
def test_state_allows_what_it_says_it_expects(state, good, bad, expected):
    figure = table.make("cell").__class__("", "", (), None, {"name": state})
    check_settings(figure, {"name": good})
    with pytest.raises(SettingError, match=f"name: expected {expected}, got '{re.escape(bad)}'"):
        check_settings(figure, {"name": bad})


def test_svg_escapes_what_it_is_given():
    drawn = svg.drawing(10, 5, 'a "b" <c>', svg.text(1, 2, "x < y & z", key="n"))
    assert 'aria-label="a &quot;b&quot; &lt;c&gt;"' in drawn
    assert '<text x="1" y="2" data-n="n">x &lt; y &amp; z</text>' in drawn


SCRIPTS = sorted((EXTENSION / "figures" / "assets").glob("*.js"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_makes_no_html_from_strings_and_asks_no_host(path):
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")  # a name, and no address
    for forbidden in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "http:", "https:"]:
        assert forbidden not in text
    assert text.startswith("// @ts-check\n")
