"""Exports as a whole: archives, tables, editions and reports."""

import argparse
import csv
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizzes.commands.export import export_arguments
from quizzes.commands.exports import EXPORTS, export
from quizzes.errors import UsageError
from quizzes.targets.archive import zipped
from quizzes.targets.csv import COLUMNS, export_csv
from quizzes.targets.edition import named_edition, read_edition
from quizzes.targets.export import ExportOptions, files_of
from quizzes.targets.questions import Exported, Omission
from quizzes.targets.table import safe, table


def test_archive_is_the_same_in_any_order_and_opens():
    made = zipped({"b.txt": b"2", "a.txt": b"1"})
    assert made == zipped({"a.txt": b"1", "b.txt": b"2"})
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {"a.txt": b"1", "b.txt": b"2"}


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_table_has_a_row_for_every_item(exported_bank):
    made = export_csv(exported_bank)
    assert export_csv(exported_bank) == made
    found = rows(made.files["items.csv"])
    assert tuple(found[0]) == COLUMNS
    assert [row["id"] for row in found] == list(exported_bank.items)
    for row, item in zip(found, exported_bank.items.values(), strict=True):
        assert (row["kind"], row["chapter"], row["objective"]) == (item.kind.value, item.chapter, item.objective)
        assert row["cards"].split() == list(item.cards)
        assert row["misconceptions"].split() == list(item.misconceptions)
        assert row["prompt"] and row["answer"] and row["explanation"]


def test_tables_that_people_open_say_that_they_are_utf_8_and_those_for_an_lms_do_not(sample):
    mark = b"\xef\xbb\xbf"
    assert export_csv(sample).files["items.csv"].startswith(mark + b"id,")
    files, _ = files_of("moodle", export("moodle", sample, ExportOptions()), Path("out"))
    assert files["moodle-report.csv"].startswith(mark)
    assert table(["a"], [["ä"]]) == "a\r\nä\r\n".encode()


def test_loss_is_told_once_though_a_target_makes_several_files():
    made = (Exported({"a.xml": b"", "b.xml": b""}, (Omission("one", "text", "-", "left out"),), 1),)
    files, _ = files_of("toy", made, Path("out"))
    assert [(row["file"], row["item"]) for row in rows(files["toy-report.csv"])] == [("a.xml", "one")]


def test_table_ends_its_lines_as_rfc_4180_asks(sample):
    content = export_csv(sample).files["items.csv"]
    assert content.endswith(b"\r\n")
    assert content.count(b"\r\n") == len(sample.items) + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [("=1+1", "'=1+1"), ("-0.4", "-0.4"), ("-x", "'-x"), (" @a", "' @a"), ("a=b", "a=b"), ("1e-3", "1e-3")],
)
def test_no_cell_is_computed_by_a_spreadsheet(text, expected):
    assert safe(text) == expected


@pytest.mark.parametrize("target", EXPORTS)
def test_every_target_gives_the_same_bytes_twice_and_lists_what_is_lost(exported_bank, tmp_path, target):
    made = export(target, exported_bank, ExportOptions())
    assert export(target, exported_bank, ExportOptions()) == made
    files, folder = files_of(target, made, tmp_path)
    assert folder == tmp_path
    listed = {row["item"] for row in rows(files.get(f"{target}-report.csv", b""))}
    assert listed == {loss.item for each in made for loss in each.losses}


def test_a_path_with_the_files_own_ending_is_the_file_and_any_other_is_a_folder(sample, tmp_path):
    made = export("csv", sample, ExportOptions())
    assert files_of("csv", made, tmp_path / "items.of.mine.csv") == (
        {"items.of.mine.csv": made[0].files["items.csv"]}, tmp_path)  # fmt: skip
    for name in ("term-2026.2", "with.dots"):
        assert files_of("csv", made, tmp_path / name) == (dict(made[0].files), tmp_path / name)
    (tmp_path / "course.csv").mkdir()
    assert files_of("csv", made, tmp_path / "course.csv")[1] == tmp_path / "course.csv"
    with pytest.raises(UsageError, match="qti makes 2 packages: name a folder, not one.zip"):
        files_of("qti", export("qti", sample, ExportOptions()), Path("one.zip"))


def test_more_variants_are_exported_where_they_are_asked_for(sample):
    one, three = (export("moodle", sample, ExportOptions(variants=n))[0] for n in (1, 3))
    assert three.questions == one.questions + 2 * sum(1 for item in sample.items.values() if item.template)


def test_edition_is_read_with_and_without_a_time():
    assert read_edition("2026-11-21") == datetime(2026, 11, 21, tzinfo=UTC)
    assert read_edition("2026-11-21T04:30:00+00:00") == datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
    with pytest.raises(UsageError, match="expected an edition such as 2026-11-21, got 'soon'"):
        read_edition("soon")


def test_edition_is_named_by_the_option_or_the_environment_or_not_at_all(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert named_edition(None) is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    assert named_edition(None) == datetime.fromtimestamp(1800000000, UTC)
    assert named_edition("2026-11-21") == datetime(2026, 11, 21, tzinfo=UTC)


def test_the_commands_help_names_every_target():
    parser = argparse.ArgumentParser()
    export_arguments(parser)
    help_ = " ".join(parser.format_help().split())
    assert all(f"{name}: {made.help}" in help_ for name, made in EXPORTS.items())
