"""Zips that are damaged anywhere, or packed so that they cannot be opened within bounds: told, and the rest goes on."""

import io
import random
import resource
import sys
import unicodedata
import zipfile
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # pytest's importlib mode does not
from make import GATES, answered, as_bytes, zip_of  # noqa: E402

from quizzes.grading.course.roster import Roster, Student
from quizzes.grading.course.settings import Settings
from quizzes.grading.intake.collect import collect
from quizzes.grading.intake.entries import Budget, Entry, UnpackLimits
from quizzes.grading.intake.unpack import read_entry

STUDENTS = {name: Student(name) for name in ("ada", "eve")}


def outcomes(tmp_path, hers):
    """Collect a zip of Eve's beside Ada's notebook; return what happened, by student."""
    (tmp_path / "source" / "gates").mkdir(parents=True, exist_ok=True)
    (tmp_path / "source" / "gates" / "gates.ipynb").write_bytes(as_bytes(GATES))
    source = tmp_path / "class.zip"
    source.write_bytes(zip_of({"ada/gates.ipynb": answered("ada"), "eve/hw.zip": hers}))
    events = collect(tmp_path, "gates", source, Settings(), Roster(STUDENTS))
    return {(event.student, event.happened.value) for event in events}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("part", range(4))
def test_zip_with_wrong_bytes_anywhere_costs_nobody_else_anything(tmp_path, method, part):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("Übung/gates.ipynb", answered("eve"))  # a name in UTF-8
        archive.writestr("b.txt", "x" * 500)
    whole, rolls = out.getvalue(), random.Random(part)
    for _ in range(100):
        data = bytearray(whole)
        for _ in range(rolls.randint(1, 4)):
            place = rolls.choice([rolls.randrange(len(data)), len(data) - 1 - rolls.randrange(200)])
            data[place] = rolls.choice([0, 255, 1 << rolls.randrange(8), rolls.randrange(256)])
        # Whatever the bytes are, each file is a piece that was read or one that is refused.
        entry = Entry(("eve", "hw.zip"), lambda most, data=data: bytes(data))
        assert all(piece.refused or piece.path for piece in read_entry(entry, Budget()))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.replace("Ü".encode(), b"\x81\x81", 1),  # the name before the file, not the one in the table
        lambda data: data[:-6] + b"\xff\xff\xff\x00" + data[-2:],  # the table stands before the file's beginning
        lambda data: data[:-10] + b"\xff" * 4 + data[-6:],
        lambda data: data.replace(b"PK\x03\x04", b"PK\x03\x05"),
        lambda data: data.replace("Übung".encode(), b"\0bung!"),  # a name that ends where it begins
    ],
)
def test_damaged_zip_is_told_and_the_classmate_is_collected(tmp_path, spoil):
    whole = zip_of({"Übung/gates.ipynb": answered("eve")})
    assert spoil(whole) != whole
    found = outcomes(tmp_path, spoil(whole))
    assert ("ada", "collected") in found
    assert ("eve", "refused") in found


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_can_only_be_unpacked_at_once_is_refused_by_name(tmp_path, method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive, archive.open("gates.ipynb", "w") as file:
        for _ in range(100):
            file.write(bytes(2**20))
    assert len(out.getvalue()) < 100_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert outcomes(tmp_path, out.getvalue()) == {("ada", "collected"), ("eve", "refused")}
    if sys.platform == "linux":  # kilobytes
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


@pytest.mark.parametrize("name", ["Übung.csv", "Ergebnisse/Zoë.csv", "数据.csv"])
def test_names_as_a_mac_zips_them_are_found_by_the_learners_code(tmp_path, name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("gates.ipynb", answered("eve"))
        archive.writestr(unicodedata.normalize("NFD", name), "1,2")
    data = bytearray(out.getvalue())
    for head, flag in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        place = -1
        while (place := data.find(head, place + 1)) >= 0:
            data[place + flag] &= ~8  # that it is in UTF-8
    outcomes(tmp_path, bytes(data))
    assert (tmp_path / "submitted" / "eve" / "gates" / name).read_text() == "1,2"


def test_files_whose_checksum_is_wrong_use_up_their_students_room():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.txt", random.Random(1).randbytes(900_000))
    data = bytearray(out.getvalue())
    crc = data.index(b"PK\x01\x02") + 16
    data[crc] ^= 255
    most, room = 3_000_000, []
    budget = Budget(UnpackLimits(student_bytes=most))
    (piece,) = read_entry(Entry(("eve", "hw.zip"), lambda most: bytes(data)), budget)
    assert "damaged in the zip: Bad CRC-32" in piece.refused
    list(read_entry(Entry(("eve", "more.txt"), lambda most: room.append(most) or b""), budget))
    assert most - room[0] >= len(data) + 900_000 - 70_000
