"""What the directive makes of items, and when pages are read again."""

import json
import re

import pytest


def section(html, item_id):
    return re.search(rf'<section class="quiz" id="{item_id}".*?</section>', html, re.DOTALL).group()


def test_item_id_is_the_anchor_and_a_label_of_other_pages(built):
    later = built.page("later")
    assert re.search(r'href="gates\.html#sample-count"><span class="std std-ref">Question 3<', later)
    assert re.search(r'href="gates\.html#sample-forget-one"><span class="std std-ref">that one<', later)


def test_choice_is_native_radio_buttons_in_a_named_fieldset(built):
    html = section(built.page("gates"), "sample-forget-one")
    assert '<fieldset aria-labelledby="sample-forget-one--legend sample-forget-one--prompt">' in html
    number = '<span class="quiz-number" id="sample-forget-one--legend-number">Question 1</span>'
    assert f'<legend id="sample-forget-one--legend">{number}' in html
    assert html.count('<input type="radio" name="sample-forget-one"') == 3
    for option in ("keeps", "erases", "code"):
        assert f'<label for="sample-forget-one--{option}">' in html
    assert '<p class="quiz-status" role="status"></p>' in html


def test_every_option_has_its_why_and_every_wrong_one_its_misconception(built):
    html = section(built.page("gates"), "sample-forget-one")
    why = re.search(r'<li data-about="erases" data-verdict="wrong">.*?</li>', html, re.DOTALL).group()
    assert "The gate says how much is <em>kept</em>." in why
    assert "A common misconception: <strong>A forget gate of one forgets</strong>." in why
    assert html.count('data-verdict="right"') == 1


def test_number_is_a_text_field_with_the_keyboard_of_decimals_and_its_unit(built):
    html = section(built.page("gates"), "sample-count")
    assert 'type="text"' in html and 'inputmode="decimal"' in html
    assert '<label for="sample-count--entry">Your answer</label>' in html
    assert '<span class="quiz-unit">volts</span>' in html
    assert "Not \N{MINUS SIGN}3.25." in html
    assert '<strong class="quiz-mark">Answer:</strong> 0.5 volts (accepted: \N{PLUS-MINUS SIGN} 0.005)' in html


def test_explanation_links_to_the_paragraph_that_teaches_it(built):
    html = built.page("gates")
    assert re.search(r'Read again: <a [^>]*href="#forget-gate"><span>The forget gate</span>', html)
    assert re.search(r'Read again: <a [^>]*href="#a-paragraph"><span>the paragraph that teaches this</span>', html)
    assert re.search(r'href="gates\.html#forget-gate"><span>The forget gate</span>', built.page("later"))


def test_key_is_data_that_no_text_of_the_bank_can_leave(built):
    html = section(built.page("gates"), "sample-apply")
    key = json.loads(re.search(r'<script type="application/json" class="quiz-data">(.*?)</script>', html).group(1))
    assert [option["right"] for option in key["options"]] == [True, True, False, False]
    assert html.count("<script") == html.count("</script>") == 1
    assert "&lt;/script&gt;" in html


def test_ids_stand_once_on_a_page(built):
    ids = re.findall(r'\sid="([^"]+)"', built.page("gates"))
    assert len(ids) == len(set(ids))


def test_assets_are_on_pages_with_a_quiz_and_on_no_others(built):
    assert re.search(r'<script type="module" src="_static/quizzes-[0-9a-f]{8}/quiz\.js', built.page("gates"))
    for name in ("plain", "index", "search"):
        assert not re.search(r"quizzes-[0-9a-f]+/quiz", built.page(name))
    (every,) = re.findall(r'<script[^>]* src="_static/quizzes-[0-9a-f]{8}/page\.js[^>]*>', built.page("plain"))
    assert 'type="module"' in every and 'data-quiz-page="plain"' in every
    (folder,) = (built.root / "html" / "_static").glob("quizzes-*")
    assert {"judge.js", "quiz.css", "quiz.js", "store.js", "ts-fsrs.js"} <= {path.name for path in folder.iterdir()}
    assert not list(folder.glob("*.ts"))


@pytest.mark.parametrize(("builder", "ending"), [("text", "txt"), ("latex", "tex")])
def test_other_builders_show_question_and_answer_as_text(book, builder, ending):
    done = book.build("-W", builder=builder)
    assert done.code == 0, done.output
    text = book.page("gates" if builder == "text" else "sample", builder, ending)
    for piece in ("Question 1", "It stays what it was at the first step.", "A gate of one lets everything through"):
        assert piece in text
    assert "Check" not in text.replace("Check yourself", "")


def test_change_of_an_item_reads_the_pages_that_show_it_and_no_others(book):
    assert set(book.build().read) == {"gates", "index", "later", "plain"}
    assert book.build().read == ()
    book.edit("quizzes/bank/gates.yml", "A product of positive", "The product of positive")
    assert book.build().read == ("gates",)
    assert "The product of positive" in book.page("gates")
    book.edit("quizzes/bank/state.yml", "It is the output.", "It is what leaves.")
    assert set(book.build().read) == {"gates", "later"}


def test_change_that_no_page_shows_reads_no_page(book):
    book.build()
    book.edit("quizzes/bank/misconceptions.yml", "Nobody thinks so", "Nobody thought so")
    book.edit("quizzes/bank/gates.yml", "chapter: gates", "# the first chapter\nchapter: gates")
    book.touch("quizzes/bank/cards.yml")
    assert book.build().read == ()
    book.edit("quizzes/bank/misconceptions.yml", "A forget gate of one forgets", "One forgets")
    assert book.build().read == ("gates",)


def test_bank_that_an_earlier_build_has_read_is_taken_until_one_of_its_files_changes(book):
    book.build()
    (kept,) = (book.root / "kept").glob("*.json")
    text = kept.read_text(encoding="utf-8")
    assert "It is the output." in text
    kept.write_text(text.replace("It is the output.", "It is what was kept."), encoding="utf-8")
    assert set(book.build().read) == {"gates", "later"}
    assert "It is what was kept." in book.page("later")
    book.edit("quizzes/bank/misconceptions.yml", "Nobody thinks so", "Nobody thought so")
    assert set(book.build().read) == {"gates", "later"}
    assert "It is the output." in book.page("later")


def test_new_item_of_an_objective_reads_the_page_that_asks_for_all_of_them(book):
    book.edit("book/later.md", ":number: 1\n", "")
    assert book.build("-W").code == 0
    path = book.root / "quizzes/bank/gates.yml"
    text = path.read_text(encoding="utf-8")
    item = text[text.index("- id: sample-count") :]
    item = item.replace("sample-count", "sample-new").replace("objective: forget-gate", "objective: state")
    path.write_text(text + item, encoding="utf-8")
    assert book.build().read == ("later",)
    assert 'id="sample-new"' in book.page("later")


def test_pages_read_by_several_processes_are_the_same(book, built):
    for name in "abcdef":
        (book.root / "book" / f"{name}.md").write_text(f"---\norphan: true\n---\n# {name}\n", encoding="utf-8")
    done = book.build("-W", "-j", "2")
    assert done.code == 0, done.output
    assert section(book.page("gates"), "sample-apply") == section(built.page("gates"), "sample-apply")
    assert "Question 3" in book.page("later")
