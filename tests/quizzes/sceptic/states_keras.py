"""Attempts on the keys of the chapter States: flags, shapes, masks, states that are carried on."""

import numpy as np

from lstm_lib import GRU, LSTM, RNN
from sceptic import close, doubt, keras, shapes, torch, variants


def layer(units=4, **options):
    return keras.layers.LSTM(units, **options)


def data(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def arrays(made):
    return [np.asarray(array) for array in (made if isinstance(made, list | tuple) else [made])]


def twin(other, **options):
    """Another layer with the same weights."""
    made = layer(other.units, **options)
    made.build((None, None, other.get_weights()[0].shape[0]))
    made.set_weights(other.get_weights())
    return made


@doubt("states-three-arrays", "a layer that reads from the end")
@doubt("states-b01-card", "a layer that reads from the end, or unrolled")
def flags_of_a_layer_that_reads_backwards():
    x, plain = data(2, 6, 3), layer(return_state=True, go_backwards=True)
    y, h, c = arrays(plain(x))
    turned = arrays(twin(plain, return_state=True)(x[:, ::-1]))
    every = arrays(twin(plain, return_sequences=True, unroll=True)(x[:, ::-1]))[0]
    return close(y, h) and not close(y, c, 1e-3) and close([h, c], turned[1:], 1e-5) and close(every[:, -1], h, 1e-5)


@doubt("states-flags", "a GRU or a plain layer, which might teach another table; a stateful layer")
def flags_one_by_one():
    x, start = data(2, 5, 3), layer()
    start(x)
    table = {
        (s, r): [a.shape for a in arrays(twin(start, return_sequences=s, return_state=r)(x))]
        for s in (0, 1)
        for r in (0, 1)
    }
    last, every = (2, 4), (2, 5, 4)
    return table == {(0, 0): [last], (1, 0): [every], (0, 1): [last] * 3, (1, 1): [every, last, last]}


@doubt("states-default", "a masked sequence, and one of two steps")
def default_of_short_and_masked():
    x = data(1, 5, 3)
    x[:, 2:] = 0
    plain = layer(8)
    y = np.asarray(plain(x[:, :2]))
    every = np.asarray(twin(plain, return_sequences=True)(x[:, :2]))
    masked = np.asarray(keras.Sequential([keras.layers.Masking(), plain])(x))
    return close(y, every[:, -1]) and close(masked, y, 1e-5) and not close(y, every.mean(axis=1), 1e-4)


@doubt("states-need-sequences", "a Dense that answers at every step by itself")
def dense_answers_what_it_is_given():
    x, dense = data(2, 5, 3), keras.layers.Dense(2)
    return dense(layer()(x)).shape == (2, 2) and keras.layers.Dense(2)(layer(return_sequences=True)(x)).shape == (
        2,
        5,
        2,
    )


@doubt("states-stack-error", "the functional way of building, with a batch of unknown size")
def stack_of_symbols():
    x = keras.Input((5, 1))
    try:
        layer(3)(layer(4)(x))
    except ValueError as error:
        return "found ndim=2" in str(error) and layer(3)(layer(4, return_sequences=True)(x)).shape == (None, 3)
    return False


@doubt("states-stack-shape", "what Keras's lower layer says of itself")
def lower_of_keras():
    return shapes(
        "states-stack-shape",
        lambda p: layer(p["lower"], return_sequences=True).compute_output_shape(
            (p["batch"], p["steps"], p["features"])
        ),
        count=20,
    )


@doubt("states-sequence-shape", "what Keras says of itself")
def every_step_of_keras():
    return shapes(
        "states-sequence-shape",
        lambda p: layer(p["units"], return_sequences=True)(data(p["batch"], p["steps"], p["features"])).shape,
        count=2,
    )


@doubt("states-last-shape", "what Keras says of itself, and an answer written with one number a batch left open")
def last_step_of_keras():
    return shapes(
        "states-last-shape", lambda p: layer(p["units"])(data(p["batch"], p["steps"], p["features"])).shape, count=2
    )


@doubt("states-records", "a layer that takes the array the other way round without a word")
def records_in_keras():
    def read(p):
        x = data(p["records"], p["steps"], p["features"])
        assert layer(2)(x).shape[0] == p["records"]
        return x.shape

    return shapes("states-records", read, count=2)


@doubt("states-axis-card", "a layer that takes another number of features once it is built")
def features_are_fixed():
    built = layer(4)
    built(data(2, 5, 3))
    longer = built(data(7, 9, 3)).shape
    try:
        built(data(2, 5, 4))
    except ValueError:
        return longer == (7, 4)
    except Exception as error:  # noqa: BLE001  TensorFlow's own, of a product that does not fit
        return longer == (7, 4) and "Matrix" in str(error)
    return False


@doubt("states-window", "PyTorch, which takes a matrix for one sequence without a batch")
def window_in_torch():
    week = torch.nn.LSTM(1, 4, batch_first=True)
    with torch.no_grad():
        three = week(torch.zeros(5, 7, 1))[0].shape
        try:
            week(torch.zeros(5, 7))
        except RuntimeError:
            return tuple(three) == (5, 7, 4)
    return False


@doubt("states-refused", "the other layers of the library, which might be more forgiving")
def refused_by_all():
    told = []
    for kind in (LSTM, GRU, RNN):
        made = kind(1, 4, rng=np.random.default_rng(0), dtype=np.float64)
        for shape in ((5, 7), (5, 7, 1), (5, 1, 7)):
            try:
                told.append(made.forward(np.zeros(shape)).h.shape)
            except ValueError:
                told.append("refused")
    return told == ["refused", (5, 7, 4), "refused"] * 3


@doubt("states-one-a-step", "a count of what Keras's cell is really called for")
def calls_of_the_cell():
    calls = []

    class Counting(keras.layers.LSTMCell):
        def call(self, *args, **options):
            calls.append(1)
            return super().call(*args, **options)

    for v in variants("states-one-a-step", 2):
        run = keras.layers.RNN(Counting(v.p["units"]), unroll=True)
        run.build((1, v.p["steps"], v.p["features"]))
        calls.clear()
        run(data(1, v.p["steps"], v.p["features"]))
        if len(calls) != v.answer:
            return False
    return True


@doubt("states-units", "one step, and a hundred times as many as in training")
def one_layer_many_lengths():
    made = layer(32)
    return [made(data(1, steps, 2)).shape for steps in (10, 1, 300)] == [(1, 32)] * 3


@doubt("states-final-shapes", "PyTorch, whose states have one more axis")
def final_shapes_of_torch():
    for v in variants("states-final-shapes"):
        p = v.p
        with torch.no_grad():
            y, (h, c) = torch.nn.LSTM(p["features"], p["units"], batch_first=True)(
                torch.zeros(p["batch"], p["steps"], p["features"])
            )
        if not v.accepts(f"{tuple(y.shape)}\n{tuple(h[0].shape)} {tuple(c[0].shape)}"):
            return False
    return True


@doubt("states-padding", "an index at which the state comes back by chance")
def index_by_chance():
    made = LSTM(2, 3, rng=np.random.default_rng(0), dtype=np.float64)
    x = np.random.default_rng(1).standard_normal((1, 10, 2))
    x[:, 6:] = 0
    h = made.forward(x).h
    wanted = made.run(x[:, :6].copy())[0]
    return [t for t in range(10) if np.allclose(h[:, t], wanted)] == [5]


@doubt("states-mask", "Keras's mask, which might set what is masked to zero")
def masked_in_keras():
    x = data(1, 5, 2)
    x[:, 3:] = 0
    plain = layer(3)
    short = plain(x[:, :3])
    masked = keras.Sequential([keras.layers.Masking(), plain])(x)
    third = np.asarray(twin(plain, return_sequences=True)(x))[:, 2]
    return [close(state, short, 1e-5) for state in (plain(x), masked, third)] == [False, True, True]


@doubt("states-bidirectional-last", "a library that turns the backward half round")
def bidirectional_by_torch():
    made = torch.nn.LSTM(2, 4, bidirectional=True, batch_first=True)
    with torch.no_grad():
        y, (h, _) = made(torch.randn(3, 9, 2))
    return torch.allclose(y[:, 0, 4:], h[1]) and not torch.allclose(y[:, -1, 4:], h[1])


@doubt("states-bidirectional-shape", "another library, or another way to join")
def both_ways_in_torch():
    def shape(p):
        made = torch.nn.LSTM(p["features"], p["units"], bidirectional=True, batch_first=True)
        with torch.no_grad():
            return made(torch.zeros(p["batch"], p["steps"], p["features"]))[0].shape

    return shapes("states-bidirectional-shape", shape)


@doubt("states-embedding-shape", "another library")
def embedded_in_torch():
    def shape(p):
        return torch.nn.Embedding(p["words"], p["width"])(torch.zeros(p["batch"], p["steps"], dtype=torch.long)).shape

    return shapes("states-embedding-shape", shape)


@doubt("states-gru-state", "a library whose GRU keeps a second state")
def gru_of_torch():
    with torch.no_grad():
        y, h = torch.nn.GRU(2, 4, batch_first=True)(torch.randn(2, 6, 2))
    return torch.allclose(y[:, -1], h[0])


@doubt("states-cell-all-steps", "a new layer of Keras's own, in which the output gate may be open enough for arctanh")
def walk_through_a_new_layer():
    x, step = data(2, 5, 3), layer(return_state=True)
    state, cells = [np.zeros((2, 4), np.float32)] * 2, []
    for t in range(5):
        _, *state = step(x[:, t : t + 1], initial_state=state)
        cells.append(np.asarray(state[1]))
    every, h, c = arrays(twin(step, return_sequences=True, return_state=True)(x))
    return (
        close(cells[-1], c, 1e-5)
        and not close(np.arctanh(every), np.stack(cells, axis=1), 1e-2)
        and not close(h, c, 1e-3)
    )


@doubt("states-carry-order", "Keras's stateful layer, which might know its series")
def orders_in_keras():
    stateful = keras.layers.LSTM(3, return_sequences=True, stateful=True)
    model = keras.Sequential([keras.Input(batch_shape=(2, 2, 1)), stateful])
    series = dict(zip("AB", data(2, 6, 1), strict=True))
    whole = {
        name: np.asarray(twin(stateful, return_sequences=True)(values[None]))[0] for name, values in series.items()
    }

    def one_run(*batches):
        stateful.reset_states()
        for batch in batches:
            names = batch.split()
            part = [slice(2 * int(name[1]) - 2, 2 * int(name[1])) for name in names]
            y = np.asarray(model(np.stack([series[name[0]][cut] for name, cut in zip(names, part, strict=True)])))
            if not all(close(row, whole[name[0]][cut], 1e-5) for row, name, cut in zip(y, names, part, strict=True)):
                return False
        return True

    orders = ("A1 B1|A2 B2|A3 B3", "A1 A2|A3 B1|B2 B3", "A2 B2|A1 B1|A3 B3", "A1 B1|B2 A2|A3 B3")
    return [one_run(*order.split("|")) for order in orders] == [True, False, False, False]
