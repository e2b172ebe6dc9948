"""The book as one file: an EPUB whose every link resolves, a PDF with numbered contents and its answers at the end."""

import re
import sys
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))
from bound.bind import bind  # noqa: E402
from bound.check import faults  # noqa: E402
from bound.epub import Imprint, epub  # noqa: E402
from bound.pages import BoundError, Page, link  # noqa: E402
from bound.paper import _html as html_of  # noqa: E402

SOME = ("gates/practice", "notation", "drawings", "states/flags")
XHTML = '<div xmlns="http://www.w3.org/1999/xhtml">'


def page(name, body, answers="", **more):
    places = frozenset(re.findall(rf'id="{name.replace("/", "-")}--([^"]+)"', body))
    answered = frozenset(re.findall(rf'id="{name.replace("/", "-")}--([^"]+)"', answers))
    around = {"level": 1, "title": name, "images": {}, **more}
    return Page(name, body=body, answers=answers, places=places, answered=answered, **around)


TWO = [
    page(
        "one",
        f'{XHTML}<h1>One</h1><p id="one--q">?<a data-page="one" href="#answer-q">Answer</a></p>'
        '<a data-page="now/two" href="#here">on</a><img src="images/a.png" alt="a"/></div>',
        f'{XHTML}<section id="one--answer-q"><a data-page="one" href="#q">1</a></section></div>',
        images={"a.png": b"\x89PNG"},
    ),
    page(
        "now/two",
        f'{XHTML}<h1>Two</h1><p id="now-two--here">Here.</p><a data-page="one" href="#gone">back</a></div>',
        level=2,
    ),
]
IMPRINT = Imprint("A & B", "Somebody", "CC BY 4.0")


def written(path, content):
    path.write_bytes(content)
    return path


def test_book_of_two_pages_has_no_fault_and_is_the_same_each_time(tmp_path):
    path = written(tmp_path / "two.epub", epub(TWO, IMPRINT, "p { margin: 0 }"))
    assert list(faults(path)) == []
    assert path.read_bytes() == epub(TWO, IMPRINT, "p { margin: 0 }")
    with zipfile.ZipFile(path) as archive:
        contents = archive.read("book/contents.xhtml").decode()
        one = archive.read("book/one.xhtml").decode()
    listed = re.findall(r'<a href="([^"]+)">([^<]+)</a>', contents)
    wanted = {"one": "one.xhtml#one--top", "now/two": "now-two.xhtml#now-two--top", "Answers": "answers.xhtml"}
    assert [(title, address) for address, title in listed] == list(wanted.items())
    assert contents.count("<ol>") == contents.count("</ol>") == 2
    assert 'href="answers.xhtml#one--answer-q"' in one and 'href="now-two.xhtml#now-two--here"' in one


def test_link_to_a_place_that_is_gone_leads_to_the_page():
    text = link(TWO[1].body, TWO, "{file}.xhtml")
    assert 'href="one.xhtml#one--top"' in text
    assert "data-page" not in text


WRONG = {  # what is done to the files, and what is said of it
    "mimetype stands later": (lambda files: dict(reversed(files.items())), "expected mimetype as the first file"),
    "an image is lost": (lambda files: {n: files[n] for n in files if "a.png" not in n}, "lists book/images/a.png"),
    "a file is not listed": (lambda files: files | {"book/b.css": b""}, "expected book/b.css in the manifest"),
    "no XML": (lambda files: changed(files, "</h1>", ""), "expected XML"),
    "a dead link": (lambda files: changed(files, "now-two.xhtml#", "three.xhtml#"), "leads to book/three.xhtml"),
    "a dead place": (lambda files: changed(files, "#now-two--here", "#now-two--there"), "leads to a place"),
    "an id twice": (lambda files: changed(files, "<h1>", '<h1 id="one--q">'), "the id 'one--q' stands there 2 times"),
    "another host": (lambda files: changed(files, 'src="', 'src="https://example.org/'), "asks another host"),
    "drawings that are not told": (
        lambda files: changed(files, "<h1>", f"{SVG}<h1>"),
        "expected the properties ['svg']",
    ),
    "no contents": (lambda files: changed(files, ' properties="nav"', "", OPF), "one item with the contents"),
    "a spine of nothing": (lambda files: changed(files, 'idref="f-one', 'idref="g-one', OPF), "the spine names"),
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'
OPF = "book/package.opf"


def changed(files, old, new, name="book/one.xhtml"):
    text = files[name].decode()
    assert old in text
    return files | {name: text.replace(old, new, 1).encode()}


@pytest.mark.parametrize("case", WRONG)
def test_fault_of_an_epub_is_found(tmp_path, case):
    break_it, told = WRONG[case]
    with zipfile.ZipFile(written(tmp_path / "two.epub", epub(TWO, IMPRINT, ""))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "wrong.epub", "w") as archive:
        for name, content in break_it(files).items():
            archive.writestr(name, content)
    assert any(told in line for line in faults(tmp_path / "wrong.epub")), list(faults(tmp_path / "wrong.epub"))


def test_xhtml_without_content_keeps_its_end_in_html():
    drawn = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0"/></svg>'
    assert html_of(f'<p><span class="a"/><br/>{drawn}</p>') == f'<p><span class="a"></span><br/>{drawn}</p>'


@pytest.mark.browser
def test_epub_of_built_pages_has_questions_that_can_be_read_and_answers_apart(browser, book_folder, tmp_path):
    path = tmp_path / "some.epub"
    told = bind("epub", book_folder, path, SOME, browser)
    assert told.startswith("4 pages of the site")
    with zipfile.ZipFile(path) as archive:
        files = {name: f"book/{name.replace('/', '-')}.xhtml" for name in (*SOME, "answers")}
        texts = {name: archive.read(file).decode() for name, file in files.items()}
    asked = re.findall(r'class="quiz-number"', texts["gates/practice"])
    assert len(asked) > 5
    assert len(re.findall(r'class="to-answer"[^>]*>Answer<', texts["gates/practice"])) == len(asked)
    assert "quiz-explain" in texts["answers"] and "quiz-explain" not in texts["gates/practice"]
    assert "<math" in texts["notation"] and "katex-html" not in texts["notation"]
    figures = re.findall(r"<figure.*?</figure>", texts["drawings"], re.DOTALL)
    assert len(figures) >= 5
    assert all(("<svg" in figure) != ("<table" in figure) for figure in figures), "a drawing, or its numbers"
    assert re.search(r'<path[^>]*style="[^"]*stroke', texts["drawings"]), (
        "a drawing keeps its colours without the site's style"
    )
    for field in ("<form", "<input", "<select", "<button", "<script", "<details"):
        assert all(field not in text for text in texts.values()), field


@pytest.mark.browser
def test_pdf_of_built_pages_has_numbers_bookmarks_and_its_answers_at_the_end(browser, book_folder, tmp_path):
    path = tmp_path / "some.pdf"
    bind("pdf", book_folder, path, ("gates/practice", "notation"), browser)
    reader = PdfReader(path)
    leaves = [leaf.extract_text() for leaf in reader.pages]
    listed = dict(re.findall(r"^(.*\S) (\d+)$", leaves[1], re.MULTILINE))
    assert list(listed) == ["Practice: gates", "Notation", "Answers"]
    for title, number in listed.items():
        assert title in leaves[int(number) - 1][: len(title) + 6], title  # its number stands first
    end = int(listed["Answers"]) - 1
    explained = [place for place, text in enumerate(leaves) if "A common misconception:" in text]
    assert explained and min(explained) >= end
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)][-1] == "Answers"
    assert reader.metadata.title == "Recurrent networks, shown"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] and reader.trailer["/Root"]["/Lang"] == "en"


@pytest.mark.browser
def test_page_that_is_not_in_the_contents_is_told(browser, book_folder, tmp_path):
    with pytest.raises(BoundError, match=r"expected pages of the contents \(index, .*\), got gate$"):
        bind("epub", book_folder, tmp_path / "none.epub", ("gate",), browser)
