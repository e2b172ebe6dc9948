# ruff: noqa: E501 (whole messages read better on one line)
"""What save writes load reads; anything else is one kind of error, within bounds of memory."""

import io
import json
import multiprocessing
import tracemalloc
import zipfile

import numpy as np
import pytest
from kinds import make

from lstm_lib import GRU, LSTM, RNN, AdditiveAttention, Bidirectional, Dense, Embedding, Network, Stack, load, save

R = np.random.default_rng(0)


def layer():
    return LSTM(3, 4, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (1e5, {"half": True}, "W_x: expected numbers up to 65504 for half precision, got 100000.0 at index (0, 0); save it with half=False"),
        (np.nan, {}, "W_x: expected finite numbers, got nan at index (0, 0)"),
        (np.inf, {"half": True}, "W_x: expected numbers up to 65504 for half precision, got inf at index (0, 0); save it with half=False"),
        (0, {"beside": {"names": np.array(["a", None], object)}}, "beside: expected arrays of numbers or text, got an array of shape (2,) and dtype object for names"),
        (0, {"beside": {"r": np.zeros(2, [("a", object)])}}, "beside: expected arrays of numbers or text, got an array of shape (2,) and dtype [('a', 'O')] for r"),
        (0, {"beside": {"r": [[1], [1, 2]]}}, "beside: expected arrays of numbers or text, got list [[1], [1, 2]] for r"),
        (0, {"beside": {"params/more": np.zeros(1)}}, "beside: expected other names than those of the model, got params/more"),
        (0, {"beside": {"file": np.zeros(1)}}, "names: expected texts other than 'file', not ending in .npy, got 'file'"),
        (0, {"beside": {"a.npy": np.zeros(1)}}, "names: expected texts other than 'file', not ending in .npy, got 'a.npy'"),
        (0, {"beside": {3: np.zeros(1)}}, "names: expected texts other than 'file', not ending in .npy, got 3"),
    ],
)  # fmt: skip
def test_what_load_would_refuse_is_not_written(change, options, message, tmp_path):
    model = layer()
    model.params["W_x"][0, 0] = change
    with pytest.raises(ValueError) as error:
        save(tmp_path / "m.npz", model, **options)
    assert str(error.value) == message
    assert not list(tmp_path.iterdir())


def test_arrays_beside_of_any_form_are_read_back(tmp_path):
    beside = {"empty": np.zeros(0), "text": np.array(["a", ""]), "none": np.array(""), "whole": np.arange(6).reshape(2, 3).T,
              "one": np.float32(2), "list": [0.5, 0.25]}  # fmt: skip
    save(tmp_path / "m.npz", layer(), beside=beside)
    load(tmp_path / "m.npz")
    with np.load(tmp_path / "m.npz") as kept:
        for name, value in beside.items():
            np.testing.assert_array_equal(kept[name], value)


KINDS = [
    '["x"]', "{}", "hello", "null", "3", '{"kind": null}', '{"kind": ["LSTM"]}', '{"kind":"Stack","layers":{}}',
    '{"kind":"LSTM","options":{},"layers":{}}', '{"kind":"Stack","options":{},"layers":{}}',
    '{"kind":"Stack","options":{},"layers":[]}', '{"kind":"Stack","options":{},"layers":{"1":{"kind":"LSTM"}}}',
    '{"kind":"Network","options":{},"layers":{}}', '{"kind":"Network","options":{"layers":3},"layers":{}}',
    '{"kind":"Bidirectional","options":{"cls":3},"layers":{}}', "[" * 100_000, '{"kind":"Transformer"}',
    '{"kind":"Stack","options":{},"layers":{"0":' * 5_000, "9" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind[:60])
def test_description_of_something_else_is_a_value_error(kind, tmp_path):
    np.savez(tmp_path / "m.npz", kind=np.array(kind))
    with pytest.raises(ValueError, match=r"m\.npz: expected a model that lstm_lib saved"):
        load(tmp_path / "m.npz")


def nested(depth):
    return {"kind": "LSTM"} if depth == 0 else {"kind": "Stack", "options": {}, "layers": {"0": nested(depth - 1)}}


def stored(tmp_path, description, arrays):
    np.savez(tmp_path / "m.npz", kind=np.array(json.dumps(description)), **{f"params/{k}": v for k, v in arrays.items()})
    return tmp_path / "m.npz"


def test_layers_within_layers_within_layers_end_somewhere(tmp_path):
    for depth, fits in ((3, True), (400, False)):
        path = stored(tmp_path, nested(depth), {"0." * depth + name: value for name, value in layer().params.items()})
        if fits:
            assert load(path).hidden_size == 4
        else:
            with pytest.raises(ValueError, match="expected layers and options of Stack"):
                load(path)


def test_layers_that_do_not_fit_each_other_are_no_model(tmp_path):
    two = {**{f"0.{k}": v for k, v in LSTM(3, 4, rng=R).params.items()}, **{f"1.{k}": v for k, v in LSTM(5, 2, rng=R).params.items()}}
    path = stored(tmp_path, {"kind": "Stack", "options": {}, "layers": {"0": {"kind": "LSTM"}, "1": {"kind": "LSTM"}}}, two)
    with pytest.raises(ValueError, match=r"layers\[1\]: expected input_size 4, as layer 0 gives, got 5"):
        load(path)


def test_names_that_belong_to_no_layer_are_no_model(tmp_path):
    params = {f"0.{k}": v for k, v in layer().params.items()} | {"7.W_x": np.zeros((2, 2))}
    path = stored(tmp_path, {"kind": "Stack", "options": {}, "layers": {"0": {"kind": "LSTM"}}}, params)
    with pytest.raises(ValueError, match=r"params: expected \['0.W_h', '0.W_x', '0.b'\], got \['0.W_h'"):
        load(path)


@pytest.mark.parametrize("options", [{"loss": ["x"]}, {"loss": "mse"}, {"every_step": 1}, {"dropout": 1.0}, {"dropout": "a"}, {"more": 1}])
def test_options_that_no_model_has_are_refused(options, tmp_path):
    model = Network(layer(), Dense(4, 1, rng=R))
    description = {"kind": "Network", "options": options, "layers": {"recurrent": {"kind": "LSTM"}, "dense": {"kind": "Dense"}}}
    with pytest.raises(ValueError, match="expected a model that lstm_lib saved"):
        load(stored(tmp_path, description, model.params))
    description["options"] = {}
    assert load(stored(tmp_path, description, model.params)).options == model.options


def test_order_of_layers_in_the_file_does_not_matter(tmp_path):
    model = Network(layer(), Dense(4, 1, rng=R))
    description = {"kind": "Network", "options": {}, "layers": {"dense": {"kind": "Dense"}, "recurrent": {"kind": "LSTM"}}}
    assert list(load(stored(tmp_path, description, model.params)).params) == list(model.params)


@pytest.mark.parametrize("size", [0, 1, 10, 100, 300])
def test_half_a_file_is_a_value_error(size, tmp_path):
    save(tmp_path / "m.npz", layer())
    (tmp_path / "m.npz").write_bytes((tmp_path / "m.npz").read_bytes()[:size])
    with pytest.raises(ValueError, match="expected an .npz file as lstm_lib writes it"):
        load(tmp_path / "m.npz")


def test_any_flipped_byte_gives_a_model_or_a_value_error(tmp_path):
    save(tmp_path / "m.npz", RNN(1, 1, rng=R))
    whole = (tmp_path / "m.npz").read_bytes()
    ends = set()
    for k in range(len(whole)):
        (tmp_path / "m.npz").write_bytes(whole[:k] + bytes([whole[k] ^ 0xFF]) + whole[k + 1 :])
        try:
            load(tmp_path / "m.npz")
            ends.add("model")
        except ValueError:
            ends.add("refused")
    assert ends == {"model", "refused"}  # some bytes are dates


def test_missing_file_is_the_operating_systems_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "m.npz")


def written(tmp_path, entries, compression=zipfile.ZIP_STORED):
    path = tmp_path / "m.npz"
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def header(shape, dtype="<f8"):
    out = io.BytesIO()
    np.lib.format.write_array_header_1_0(out, {"descr": dtype, "fortran_order": False, "shape": shape})
    return out.getvalue()


def refused_in_little_memory(path, limit=5_000_000):
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="expected an .npz file as lstm_lib writes it") as error:
            load(path)
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()
    return str(error.value)


def test_small_file_that_unpacks_to_much_is_refused_before(tmp_path):
    model = LSTM(1, 1000, rng=R)
    model.params["W_h"][:] = 0
    np.savez_compressed(tmp_path / "m.npz", kind=np.array('{"kind": "LSTM"}'), **{f"params/{k}": v for k, v in model.params.items()})
    assert (tmp_path / "m.npz").stat().st_size < 100_000
    assert "without compression" in refused_in_little_memory(tmp_path / "m.npz")


@pytest.mark.parametrize("shape", [(10**12,), (10**6, 10**6), (2**62, 4), (-1,), (3, -1)])
def test_header_that_promises_more_than_there_is_is_refused(shape, tmp_path):
    refused_in_little_memory(written(tmp_path, [("kind.npy", header(shape) + b"\0" * 16)]))


def test_entries_that_share_their_bytes_are_refused(tmp_path):
    path = written(tmp_path, [("a.npy", header((10_000,)) + b"\0" * 80_000)])
    data = path.read_bytes()
    start = data.rindex(b"PK\x01\x02")
    entry, end = data[start : data.rindex(b"PK\x05\x06")], data[data.rindex(b"PK\x05\x06") :]
    many = b"".join(entry.replace(b"a.npy", bytes([97 + k]) + b".npy") for k in range(20))
    end = end[:8] + (20).to_bytes(2, "little") * 2 + len(many).to_bytes(4, "little") + end[16:]
    path.write_bytes(data[:start] + many + end)
    assert len(zipfile.ZipFile(path).infolist()) == 20
    assert "bytes unpacked" in refused_in_little_memory(path)


BAD_PARAMS = {
    "no dict": (LSTM, [1], "params: expected a dict of arrays, got list [1]"),
    "nothing": (LSTM, {}, "params: expected ['W_h', 'W_x', 'b'], got []"),
    "one missing": (LSTM, {"W_x": np.zeros((3, 16)), "b": np.zeros(16)}, "params: expected ['W_h', 'W_x', 'b'], got ['W_x', 'b']"),
    "one more": (RNN, RNN(2, 3, rng=R).params | {"z": np.zeros(1)}, "params: expected ['W_h', 'W_x', 'b'], got ['W_h', 'W_x', 'b', 'z']"),
    "name that is no text": (RNN, RNN(2, 3, rng=R).params | {3: np.zeros(1)}, "params: expected ['W_h', 'W_x', 'b'], got ['3', 'W_h', 'W_x', 'b']"),
    "scalar": (LSTM, LSTM(3, 4, rng=R).params | {"W_h": np.float64(1)}, "W_h: expected an array of rank 2, got an array of shape () and dtype float64"),
    "vector": (Dense, {"W": np.zeros(3), "b": np.zeros(1)}, "W: expected an array of rank 2, got an array of shape (3,) and dtype float64"),
    "ragged": (Embedding, {"W": [[1.0], [1.0, 2.0]]}, "W: expected an array of numbers, got list [[1.0], [1.0, 2.0]]"),
    "objects": (Embedding, {"W": [[None]]}, "dtype: expected float32 or float64, got object"),
    "text": (Embedding, {"W": [["a"]]}, "dtype: expected float32 or float64, got <U1"),
    "whole numbers": (Embedding, {"W": [[1]]}, "dtype: expected float32 or float64, got int64"),
    "empty": (Embedding, {"W": np.zeros((0, 3))}, "W: expected at least one along axis V, got an array of shape (0, 3) and dtype float64"),
    "not finite": (Embedding, {"W": np.array([[np.inf]])}, "W: expected finite numbers, got inf at index (0, 0)"),
    "attention": (AdditiveAttention, {"W_q": np.zeros((2, 2)), "W_k": np.zeros((2, 2))}, "params: expected ['W_k', 'W_q', 'v'], got ['W_k', 'W_q']"),
    "inner bias": (GRU, GRU(2, 3, rng=R).params | {"b_h": np.zeros((3, 1), np.float32)}, "b_h: expected shape (H=3,), got an array of shape (3, 1) and dtype float32"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "params", "message"), BAD_PARAMS.values(), ids=BAD_PARAMS)
def test_parameters_of_no_layer_are_named(kind, params, message):
    with pytest.raises(ValueError) as error:
        kind.from_params(params)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Stack.from_layers({}), "layers: expected at least one, called 0, 1, ..., got none"),
        (lambda: Stack([Dense(3, 4, rng=R)]), "layers[0]: expected a recurrent layer, got Dense"),
        (lambda: Bidirectional.from_layers({"forwards": layer()}), "layers: expected forwards, backwards, got forwards"),
        (lambda: Bidirectional(layer(), Dense(3, 4, rng=R)), "backwards: expected a recurrent layer, got Dense"),
        (lambda: Network(layer(), layer()), "dense: expected Dense, got LSTM"),
        (lambda: Network(Dense(4, 4, rng=R), Dense(4, 1, rng=R)), "recurrent: expected a recurrent layer, got Dense"),
        (lambda: Network(layer(), Dense(4, 1, rng=R), embedding=Dense(2, 3, rng=R)), "embedding: expected Embedding, got Dense"),
        (lambda: Network(layer(), Dense(4, 1, rng=R), every_step=1), "every_step: expected True or False, got int 1"),
        (lambda: Network(layer(), Dense(4, 1, rng=R), dropout=1), "dropout: expected a number from 0 and below 1, got int 1"),
        (lambda: Network(layer(), Dense(4, 1, rng=R), dropout=True), "dropout: expected a number from 0 and below 1, got bool True"),
    ],
)  # fmt: skip
def test_models_are_checked_where_they_are_put_together(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message


@pytest.mark.parametrize("rate", [np.float32(0.5), np.float16(0.25), np.int64(0), 0, 0.5])
def test_dropout_takes_any_numeric_type_and_can_be_saved(rate, tmp_path):
    model = Network(layer(), Dense(4, 1, rng=R), dropout=rate)
    save(tmp_path / "m.npz", model)
    assert load(tmp_path / "m.npz").options["dropout"] == float(rate)


def save_often(path, seed, times):
    for _ in range(times):
        save(path, make("LSTM", 8, 32, seed=seed))


def test_several_processes_may_save_one_file_at_once(tmp_path):
    path = tmp_path / "m.npz"
    save(path, make("LSTM", 8, 32, seed=1))
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=save_often, args=(path, seed, 60)) for seed in (1, 2)]
    for writer in writers:
        writer.start()
    whole = [make("LSTM", 8, 32, seed=seed).params["W_h"] for seed in (1, 2)]
    while any(writer.is_alive() for writer in writers):
        W_h = load(path).params["W_h"]
        assert any(np.array_equal(W_h, other) for other in whole)
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert [entry.name for entry in tmp_path.iterdir()] == ["m.npz"]
