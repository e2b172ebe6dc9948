"""Sources, notebooks and kernels that a hostile class would hand in, made at random from a seed."""

import copy
import json
import os
import random
import warnings
import zipfile
from pathlib import Path

from quizzes.grading.sandbox.outputs import kept_outputs
from quizzes.grading.sandbox.session import CellResult, Stop

TEXTS = (
    "\ud83d",
    "\udcff\udc80",
    "a\x00b",
    "\x1b[2J\x1b]0;title\x07",
    "\u202egnp.exe",
    "\u2066\u2069\u200f",
    "\u2028x\u2029",
    "fine\nada                  20.00 / 20  passed",
    "\r\rover",
    '=HYPERLINK("http://x.org")',
    "+1-1",
    "@SUM(A1)",
    "a;=1+1",
    "\uff1d1+1",
    "</script><script>x()</script>",
    "<img src=x onerror=x()>",
    "{{ 7 * 7 }}",
    "%s%n%x",
    "../../x",
    "..",
    "~",
    "'; DROP TABLE grade; --",
    "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 40,
    "z" + "\u0301" * 300,
    "\ufeff",
    "\x85",
    "",
    " ",
    "\t",
    "nan",
    "Infinity",
    "1e999",
    "-0",
    "\\",
    '"',
    "`" * 50,
    "$" * 50,
    "[" * 900,
    "a/b",
    "con",
    ".ipynb_checkpoints",
)
LONG = ("x" * 2**20, "=" * 300_000, "\n" * 200_000, "\u202e" * 50_000, "'" * 100_000, "?\n" * 50_000, "# " * 90_000)
NAMES = (
    "ada",
    "bob",
    "cyd",
    "Zo\u00eb",
    "Ada Lovelace_4711_assignsubmission_file_",
    "lovelaceada_LATE_4711_81516_gates.ipynb",
    "ada+gates+2026-10-05 21:59:00.123456 UTC+secret",
    "ada+rnn+2026-10-05 21:59:00 UTC",
    "gates.ipynb",
    "gates",
    "inbound",
    "timestamp.txt",
    "gates (1).ipynb",
    "x_assignsubmission_file_y_assignsubmission_file_",
    "submission_secret.txt",
    "__MACOSX",
)


warnings.filterwarnings("ignore", "Duplicate name", UserWarning)  # of zipfile


class Rolls(random.Random):
    """Draws parts of hostile work."""

    def text(self) -> str:
        """Return a text of a kind that has broken something somewhere."""
        if self.random() < 0.03:
            return self.choice(LONG)
        return "".join(self.choice(TEXTS) for _ in range(self.randint(1, 3)))

    def value(self, deep: int = 3) -> object:
        """Return a JSON value."""
        roll = self.random()
        if roll < 0.4 or deep == 0:
            return self.choice([None, True, 7, -1.5, 10**400, float("nan"), self.text(), self.text(), [], {}])
        if roll < 0.7:
            return [self.value(deep - 1) for _ in range(self.randint(0, 4))]
        return {self.text()[:200]: self.value(deep - 1) for _ in range(self.randint(0, 4))}

    def name(self) -> bytes:
        """Return the name of a file or folder as a file system may hold it."""
        name = self.choice(NAMES)
        if self.random() < 0.5:
            name = f"{name}{self.text()}" if self.random() < 0.7 else self.text()
        data = (
            name.encode("utf-8", "surrogateescape" if self.random() < 0.5 else "replace")
            if whole(name)
            else b"\xff\xfe"
        )
        data = data.replace(b"/", b"_").replace(b"\0", b"")[:240]
        return data if data not in (b"", b".", b"..") else b"ada"


def whole(name: str) -> bool:
    """Say whether a name can be written in UTF-8, or as the bytes that it stands for."""
    try:
        name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def mutated(rolls: Rolls, released: dict) -> bytes:
    """Return the file of a notebook after some changes of its tags, outputs, metadata, cells and bytes."""
    notebook = copy.deepcopy(released)
    for _ in range(rolls.randint(1, 6)):
        if not isinstance(notebook.get("cells"), list) or not notebook["cells"]:
            break
        cell = rolls.choice(notebook["cells"])
        cell = cell if isinstance(cell, dict) else {}
        metadata = cell["metadata"] if isinstance(cell.get("metadata"), dict) else {}
        what = rolls.randrange(10)
        if what == 0:
            metadata["tags"] = [rolls.text() for _ in range(rolls.choice([1, 3, 300]))]
        elif what == 1:
            cell["outputs"] = [rolls.value() for _ in range(3)]
        elif what == 2:
            metadata[rolls.choice(["nbgrader", rolls.text()[:99]])] = rolls.value()
        elif what == 3 and isinstance(metadata.get("nbgrader"), dict):
            metadata["nbgrader"][rolls.choice(["grade_id", "points", "schema_version", "solution"])] = rolls.value()
        elif what == 4:
            cell[rolls.choice(["source", "cell_type", "id", "attachments", "execution_count"])] = rolls.value()
        elif what == 5 and isinstance(cell.get("source"), str):
            cell["source"] += f"\n# {rolls.text()}"
        elif what == 6:
            notebook[rolls.choice(["metadata", "nbformat", "nbformat_minor", rolls.text()[:99]])] = rolls.value()
        elif what == 7:
            notebook["cells"].insert(
                rolls.randrange(len(notebook["cells"])), rolls.choice([rolls.value(), copy.deepcopy(cell)])
            )
        elif what == 8:
            cell["source"] = [rolls.text(), rolls.value(), "def parameter_count(D, H):\n", "    return 1"]
        else:
            del notebook["cells"][rolls.randrange(len(notebook["cells"]))]
    data = json.dumps(notebook, ensure_ascii=rolls.random() < 0.8).encode("utf-8", "surrogatepass")
    if rolls.random() < 0.1:
        place = rolls.randrange(len(data))
        data = rolls.choice(
            [data[:place], data[:place] + rolls.randbytes(3) + data[place:], data + data, b"\xff\xfe" + data]
        )
    return data


def entry(rolls: Rolls, name: str) -> zipfile.ZipInfo:
    """Return the head of a file in a zip, odd in its name, time, kind or size."""
    info = zipfile.ZipInfo(name or "x")
    info.filename = info.orig_filename = name or "x"
    if rolls.random() < 0.2:
        info.date_time = rolls.choice([(1980, 0, 0, 0, 0, 0), (2107, 12, 31, 31, 63, 58), (2026, 2, 31, 0, 0, 0)])
    if rolls.random() < 0.1:
        info.external_attr = rolls.choice([0o120777, 0o010644, 0o060644]) << 16
    info.compress_type = rolls.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    return info


def packed(rolls: Rolls, notebook: bytes, deep: int = 1) -> bytes:
    """Return a zip of one student's, damaged now and then."""
    path = Path(os.environ["HOSTILE_SCRATCH"], f"student-{deep}.zip")
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore")  # two files of one name are meant
        for _ in range(rolls.randint(0, 4)):
            name = rolls.choice(["gates.ipynb", "a/gates.ipynb", "../x", "/etc/x", "c:\\x", "a//b", "a", "a/b"])
            name = (
                name
                if rolls.random() < 0.6
                else rolls.text()[:2000].encode("utf-8", "replace").decode().replace("\0", "")
            )
            content = rolls.choice([notebook, b"", b"\0" * 3_000_000, rolls.text().encode("utf-8", "replace")])
            if deep and rolls.random() < 0.1:
                name, content = "inner.zip", packed(rolls, notebook, 0)
            archive.writestr(entry(rolls, name), content)
    data = bytearray(path.read_bytes())
    if rolls.random() < 0.2 and data:
        for _ in range(3):
            data[rolls.randrange(len(data))] = rolls.randrange(256)
    return bytes(data)


def source(rolls: Rolls, folder: Path, count: int, released: dict) -> Path:
    """Make what an instructor would collect from, with the work of so many students; return where it is."""
    files: list[tuple[bytes, bytes]] = []
    form = rolls.choice(
        ["{}/gates.ipynb", "{}", "Stu Dent{0}_{0}_assignsubmission_file_/gates.ipynb", "dent{0}_{0}_9{0}_gates.ipynb"]
    )
    for number in range(count):
        notebook = mutated(rolls, released)
        plain = form.format(f"s{number}" if "_" not in form else number).encode()
        path = plain if rolls.random() < 0.6 else b"/".join(rolls.name() for _ in range(rolls.randint(1, 3)))
        if rolls.random() < 0.3:
            path, notebook = path.removesuffix(b".ipynb") + b".zip", packed(rolls, notebook)
        files.append((path if b"." in path[-6:] else path + b"/gates.ipynb", notebook))
        if rolls.random() < 0.2:
            files.append(
                (
                    path + b"x/" + rolls.choice([b"timestamp.txt", b"data.csv", rolls.name()]),
                    rolls.text().encode("utf-8", "replace"),
                )
            )
    if rolls.random() < 0.5:
        place = folder / "class.zip"
        with zipfile.ZipFile(place, "w") as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of one name twice, which is what a hostile zip has
            for path, content in files:
                archive.writestr(entry(rolls, path.decode("utf-8", "replace").replace("\0", "")), content)
        return place
    place = folder / "class"
    place.mkdir()
    for path, content in files:
        whole_path = os.path.join(os.fsencode(place), path)
        try:
            os.makedirs(os.path.dirname(whole_path), exist_ok=True)
            with open(whole_path, "wb") as file:
                file.write(content)
        except OSError:  # the name is taken, or too long for this file system
            continue
    return place


class HostileKernel:
    """In the place of a kernel: what it puts out and answers is drawn, cheaply, and now and then it dies."""

    def __init__(self, seed: object) -> None:
        """Draw from a seed."""
        self.rolls, self.ended, self.limits = Rolls(seed), None, None

    def begin(self):
        """Begin a budget."""

    def put(self, files):
        """Take files."""

    def close(self, why=None):
        """End."""
        self.ended = self.ended or why or Stop.CRASHED

    def _stop(self):
        if self.rolls.random() < 0.002:
            self.ended = self.rolls.choice(list(Stop))
            return self.ended
        return None

    def run(self, source):
        """Return what a cell has come to, as the session passes it on."""
        rolls, stop = self.rolls, self._stop()
        error = rolls.choice(["", "", "", "NameError", "AssertionError", rolls.text()[:200]])
        raw = [self._output() for _ in range(rolls.choice([0, 0, 1, 3]))]
        kept, _ = kept_outputs(raw, 256 * 1024)
        return CellResult(kept, error, rolls.text()[:2000] if error else "", stop=stop)

    def _output(self):
        rolls = self.rolls
        kind = rolls.choice(["stream", "error", "display_data", "execute_result", rolls.value()])
        mime = rolls.choice(
            ["text/html", "text/markdown", "image/svg+xml", "image/png", "text/latex", rolls.text()[:99]]
        )
        made = {
            "output_type": kind,
            "name": "stdout",
            "text": rolls.text(),
            "ename": rolls.value(),
            "evalue": rolls.text(),
            "traceback": [rolls.text(), rolls.value()],
            "data": {mime: rolls.choice([rolls.text(), rolls.value()])},
            "execution_count": rolls.value(),
            "metadata": rolls.value(),
        }
        return rolls.choice([made, made, rolls.value()])

    def ask(self, request, do="ask"):
        """Return an answer that nobody should believe."""
        stop, rolls = self._stop(), self.rolls
        value = json.dumps(
            rolls.choice(
                [rolls.text(), 180, 10**400, "kept", {"list": ["x", rolls.text()]}, {"tuple": []}, rolls.value()]
            )
        )
        kind = rolls.choice(["value", "value", "error", "absent", "not plain", rolls.text()])
        fields = {"kind": kind, "value": None, "arguments": {"tuple": []}, "message": rolls.text()}
        told = json.dumps({"dict": fields}).replace("null", value, 1)
        return ("" if stop else told), stop
