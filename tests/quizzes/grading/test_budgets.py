"""What comes back from a learner's process, or was handed in, has a bound before it is read, and takes linear time."""

import json
import socket
import struct
import threading
import time
import tracemalloc

import numpy as np
import pytest

from quizzes.checks.compare import Misfit, fit
from quizzes.grading.rebuild.match_cells import Wanted, find_sources
from quizzes.grading.rebuild.names_in_code import names_of
from quizzes.grading.rebuild.read_notebook import MAX_TEXT, SentCell, read_notebook
from quizzes.grading.sandbox.agent import frames
from quizzes.grading.sandbox.outputs import CUT, kept_outputs
from quizzes.wire.parcels import to_text
from quizzes.wire.values import NotPlain, TooLarge, decode, encode


def test_message_whose_bytes_drip_is_given_up_in_all():
    ours, theirs = socket.socketpair()

    def drip():
        theirs.sendall(struct.pack("!I", 1000))
        for _ in range(50):
            time.sleep(0.05)
            try:
                theirs.sendall(b" ")
            except OSError:
                return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    start = time.monotonic()
    with pytest.raises(TimeoutError):
        frames.receive(ours, within_s=0.5)
    assert time.monotonic() - start < 2
    ours.close()
    thread.join(5)
    theirs.close()


def peak_mb(do):
    """Return what is taken beside what there was, and the result."""
    tracemalloc.start()
    try:
        return do(), tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def refused(do, *errors):
    def tried():
        with pytest.raises(errors):
            do()

    return peak_mb(tried)[1]


@pytest.mark.parametrize("text", ["[" + "[]," * 1_100_000 + "0]", "[" + '{"a":0},' * 1_100_000 + "0]"])
def test_text_of_too_many_values_is_refused_before_it_is_read(text):
    assert refused(lambda: decode(text, 2**26), NotPlain) < 60
    assert refused(lambda: frames.parse(text.encode()), frames.BrokenFrame) < 60


def test_text_full_of_commas_is_no_list_of_values():
    value = "," * 2_500_000
    assert decode(encode(value)) == value
    assert frames.parse(json.dumps({"answer": encode(value)}).encode())["answer"] == encode(value)


def test_value_that_the_other_side_would_refuse_is_not_sent():
    with pytest.raises(TooLarge):
        encode([1] * 2_000_001)
    with pytest.raises(TooLarge):
        to_text({"value": {"list": [1] * 2_000_001}})


def test_list_of_a_long_text_among_numbers_takes_no_memory():
    bomb = ["x" * 1_000_000] + [0] * 400

    def judge():
        with pytest.raises(Misfit, match="holds something else than numbers"):
            fit((bomb,), (np.zeros(401),), ("i", "f"), "gates")

    assert peak_mb(judge)[1] < 5


def outputs(*parts):
    return [{"output_type": "stream", "name": "stdout", "text": part} for part in parts]


def test_outputs_are_cut_here_whatever_the_kernel_keeps():
    kept, letters = kept_outputs(outputs("y" * 30_000_000), 1000)
    assert (kept[0]["text"], kept[1]["text"], letters) == ("y" * 1000, CUT, 1000)
    assert len(kept_outputs(outputs(*["y"] * 1_000_000), 10_000)[0]) < 1000
    many = [{"output_type": "display_data", "data": {str(k): "" for k in range(100_000)}}]
    assert kept_outputs(many, 10_000)[0][0]["text"] == CUT


@pytest.mark.parametrize(
    "raw",
    [
        {"output_type": "error", "ename": {"a": 1}, "evalue": "v" * 9000, "traceback": [["x"], "line"] * 900},
        {"output_type": "execute_result", "data": {"text/plain": "7", "x": {}}, "execution_count": 10**400},
    ],
)
def test_fields_of_outputs_are_of_the_size_and_kind_that_they_should_have(raw):
    ((output,), letters) = kept_outputs([raw, None, {"output_type": "stream"}], 10**6)
    assert letters < 10_000
    assert output.get("traceback", ["line"])[0] == "line"
    assert output.get("execution_count") is None
    assert len(json.dumps(output)) < 10_000


@pytest.mark.parametrize(
    "source",
    [
        "x = 1" + "\n" * 400_000 + "z = 0",
        "\n" + " " * 400_000 + "x",
        "? " * 200_000 + "x",
        "a\n" * 200_000,
        ("a" + " " * 300 + "\n") * 1300,
        "a:" + "b" * 99_000,
    ],
)
def test_names_are_read_in_linear_time(source):
    start = time.process_time()
    names_of(source)
    assert time.process_time() - start < 2


def notebook(*cells):
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5}).encode()


def code(source="x", **metadata):
    return {"cell_type": "code", "metadata": metadata, "source": source}


def test_two_million_tags_are_fifty():
    (cell,) = read_notebook(notebook(code(tags=["t"] * 2_000_000))).cells
    assert len(cell.tags) == 50
    (cell,) = read_notebook(notebook(code(tags=["t" * 2**20]))).cells
    assert cell.tags == ("t" * 100,)


def test_file_of_millions_of_values_is_not_read():
    content = b'{"cells":[' + b"{}," * 3_000_000 + b"0]}"
    sent, taken = peak_mb(lambda: read_notebook(content))
    assert "millions of values" in sent.unreadable
    assert taken < 1


def test_cells_are_read_up_to_a_length_of_all():
    sent = read_notebook(notebook(*[code("# " + "x" * 400_000)] * 30))
    assert sum(len(cell.source) for cell in sent.cells) <= MAX_TEXT
    assert sent.notes == (f"The notebook's cells hold more than {MAX_TEXT} letters; the first 4 cells were read.",)


@pytest.mark.parametrize("version", [[1] * 10**6, "x" * 10**6, 10**300, {"a": "b" * 10**6}])
def test_odd_version_makes_a_short_note(version):
    content = json.dumps({"cells": [], "nbformat": version, "nbformat_minor": None}).encode()
    assert all(len(note) < 200 for note in read_notebook(content).notes)


def test_cells_that_almost_match_are_compared_as_long_as_there_is_time():
    stub = "ab" * 1000
    cells = [SentCell(number, "code", "ba" * 999 + f"{number:02}", "", "", "", (), None) for number in range(1, 60)]
    start = time.process_time()
    find_sources(cells, [Wanted(f"w{k}", "code", stub, frozenset()) for k in range(5)], frozenset())
    assert time.process_time() - start < 30
