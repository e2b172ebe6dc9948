"""What a test cell that runs apart sees of the learner's objects: both ends of the protocol, in one process."""

import collections
import contextlib
import decimal
import fractions
import io
import json

import numpy as np
import pytest

from quizzes.grading.judge.parcel_check import checked
from quizzes.grading.sandbox.agent import proxies
from quizzes.grading.sandbox.agent.after_call import LearnerError
from quizzes.grading.sandbox.agent.proxies import Handle, NotComparable, Wire
from quizzes.wire.chance import chance, same, set_chance
from quizzes.wire.objects import Desk
from quizzes.wire.parcels import MAX_NODES, Packer, Unpacker, from_text, to_text
from quizzes.wire.values import NotPlain, TooLarge

Point = collections.namedtuple("Point", "x y")
PLAIN = [
    None, True, 7, -(10**30), 0.5, float("inf"), "häß\ud800", 2 + 3j, b"\0\xff", bytearray(b"ab"), range(3, 9, 2),
    [1, [2.0, "x"]], (1, (2,), []), {1, 2}, frozenset("a"), frozenset({1, 2.5}), {"a": 1, 2: (3,), (1, 2): None},
    slice(1, None, 2),
    collections.Counter("aab"), collections.OrderedDict(b=1, a=2), collections.deque([1, 2]),
    fractions.Fraction(1, 3), decimal.Decimal("1.10"),
]  # fmt: skip
ARRAYS = [
    np.arange(6.0).reshape(2, 3), np.array([], dtype=np.int8), np.array([[True], [False]]), np.array(3, dtype=">i4"),
    np.array(["ab", "c"]), np.array([1j, 2]), np.asfortranarray(np.arange(6).reshape(2, 3)),
]  # fmt: skip


def refuse(value):
    raise NotPlain(type(value).__name__)


def across(value):
    """The value as it comes out on the other side, by way of the grader."""
    text = to_text({"value": Packer(refuse).node(value), "changed": []})
    return Unpacker(refuse).value(from_text(checked(text))["value"])


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_value_comes_over_with_its_exact_type(value):
    returned = across(value)
    assert returned == value
    assert type(returned) is type(value)


@pytest.mark.parametrize("value", ARRAYS, ids=repr)
def test_array_comes_over_with_its_bytes(value):
    returned = across(value)
    assert type(returned) is np.ndarray
    assert returned.shape == value.shape
    assert returned.dtype == value.dtype.newbyteorder("=")
    np.testing.assert_array_equal(returned, value)


def test_numpy_scalar_namedtuple_and_defaultdict_come_over():
    assert type(across(np.float32(0.5))) is np.float32
    assert type(across(np.bool_(True))) is np.bool_
    assert across(Point(1, 2)).y == 2
    assert across(Point(1, 2)) == (1, 2)
    assert across(collections.defaultdict(int, a=1)) == {"a": 1}
    assert np.isnan(across(float("nan")))


def test_value_with_too_many_parts_is_refused():
    with pytest.raises(TooLarge):
        Packer(refuse).node([0] * (MAX_NODES + 1))


ARRAY = {"data": "AAAAAAAA8D8=", "dtype": "<f8", "shape": [1]}
BROKEN = [
    {"value": [1], "changed": []},
    {"value": {"list": {}}, "changed": []},
    {"value": {"list": [], "tuple": []}, "changed": []},
    {"value": {"pickle": "gASVAAA="}, "changed": []},
    {"value": {"imported": ["os", "system"]}, "changed": []},
    {"value": {"dict": [[1]]}, "changed": []},
    {"value": {"array": ARRAY | {"shape": [2]}}, "changed": []},
    {"value": {"array": ARRAY | {"shape": [-1]}}, "changed": []},
    {"value": {"array": ARRAY | {"dtype": "|O"}}, "changed": []},
    {"value": {"array": ARRAY | {"dtype": "<f8\n"}}, "changed": []},
    {"value": {"array": ARRAY | {"data": "A"}}, "changed": []},
    {"value": {"scalar": ARRAY}, "changed": []},
    {"value": {"handle": {"id": "1", "type": "", "base": "", "callable": True}}, "changed": []},
    {"value": {"namedtuple": {"name": "A", "fields": ["x y"], "parts": [1]}}, "changed": []},
    {"value": {"argument": -1}, "changed": []},
    {"value": 1},
    {"value": 1, "changed": [[-1, 2]]},
    {"value": 1, "changed": [], "printed": 3},
    {"value": 1, "changed": [], "points": 3},
    {"error": {"type": "E", "kinds": [1], "message": ""}, "changed": []},
    {"error": {"type": "E", "kinds": [], "message": "", "args": 3}, "changed": []},
    {"value": json.loads("[" * 50 + "]" * 50), "changed": []},
]


@pytest.mark.parametrize("answer", BROKEN, ids=json.dumps)
def test_grader_passes_no_answer_on_that_is_none(answer):
    with pytest.raises(NotPlain):
        checked(json.dumps(answer))


@pytest.mark.parametrize("text", ["", "1", "{", '{"value": NaN, "changed": []}', '{"value": ' + "9" * 5000 + "}"])
def test_grader_passes_no_text_on_that_is_no_answer(text):
    with pytest.raises(NotPlain):
        checked(text)


LEARNER = '''
import numpy as np

count = 0
def double(x, *, times=2):
    return x * times
def global_count():
    global count
    count += 1
    return count
def sort_in_place(values, table=None):
    values.sort()
    if table is not None:
        table["n"] = [len(values)]
    return values
def fill(array):
    array[...] = 7
def fails(kind, *arguments):
    raise kind(*arguments)
class Mine(ValueError): pass
class Odd(BaseException): pass
def fails_mine(): raise Mine("my own")
def fails_odd(): raise Odd
def squares():
    k = 0
    while True:
        yield k * k
        k += 1
def make_adder(n):
    return lambda x: x + n
class Dog:
    legs = 4
    def __init__(self, name): self.name = name
    def speak(self, loud=False): return self.name.upper() if loud else self.name
class Puppy(Dog): pass
class Liar(str):
    def __eq__(self, other): return True
    def __hash__(self): return 0
    def __lt__(self, other): return True
    def startswith(self, *a): return True
    def __add__(self, other): return "right"
class Yes:
    __array_ufunc__ = None
    __hash__ = None
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __getattr__(self, name): return lambda *a, **k: True
class Ones:
    def __init__(self): self.read = 0
    def __array__(self, dtype=None, copy=None):
        self.read += 1
        return np.ones(2)
class Stack(list):
    def push(self, x): self.append(x)
def says():
    print("hello")
def draw(): return np.random.rand()
def apply(function, x): return function(x)
def drawn(rng): return rng.normal()
def endless():
    values = []
    values.append(values)
    return values
'''


@pytest.fixture
def names(monkeypatch):
    """The learner's names, as a test cell has them; `names.wire.asked` are the questions."""
    space = {"__name__": "__main__"}
    exec(LEARNER, space)
    desk, wire = Desk(), Wire()
    wire.asked = []

    def exchange(text):
        wire.asked.append(json.loads(text))
        return checked(desk.answer(text, space))

    wire.open(exchange)
    monkeypatch.setattr(proxies, "WIRE", wire)
    asked = to_text({"do": "names", "names": list(space), "there": []})
    made = collections.namedtuple("Names", ["wire", *(name for name in space if not name.startswith("_"))])
    found = wire.names(checked(desk.answer(asked, {k: v for k, v in space.items() if k != "__builtins__"})))
    return made(wire=wire, **{name: found[name] for name in made._fields if name in found})


def test_function_is_called_with_arguments_and_keywords(names):
    assert names.double(3) == 6
    assert names.double([1], times=3) == [1, 1, 1]
    np.testing.assert_array_equal(names.double(np.ones(2)), [2, 2])
    assert type(names.double(np.float32(1))) is np.float32
    assert names.double.__name__ == "double"
    assert callable(names.double)


def test_function_keeps_what_it_holds(names):
    assert [names.global_count(), names.global_count()] == [1, 2]


def test_argument_that_is_changed_in_place_is_changed_here(names):
    values, table, array = [3, 1, 2], {}, np.zeros((2, 2))
    inner = array[0]
    assert names.sort_in_place(values, table=table) is values
    assert values == [1, 2, 3]
    assert table == {"n": [3]}
    assert names.fill(array) is None
    np.testing.assert_array_equal(inner, [7, 7])


def test_error_is_raised_with_its_class_and_arguments(names):
    with pytest.raises(ValueError, match="^no good$"):
        names.fails(ValueError, "no good")
    with pytest.raises(KeyError) as raised:
        names.fails(KeyError, "k", 2)
    assert raised.value.args == ("k", 2)
    with pytest.raises(OSError, match="full") as raised:
        names.fails(OSError, 28, "full")
    assert raised.value.errno == 28
    with pytest.raises(UnicodeDecodeError):
        names.fails(UnicodeDecodeError, "utf-8", b"\xff", 0, 1, "bad")


def test_error_of_the_learners_own_is_that_of_pythons_below_it(names):
    with pytest.raises(ValueError, match="^Mine: my own$"):
        names.fails_mine()
    for odd in (names.fails_odd, lambda: names.fails(KeyboardInterrupt), lambda: names.fails(SystemExit, 0)):
        with pytest.raises(LearnerError, match="Odd|KeyboardInterrupt|SystemExit"):
            odd()


def test_generator_is_taken_item_by_item(names):
    found = []
    for square in names.squares():
        if square > 20:
            break
        found.append(square)
    assert found == [0, 1, 4, 9, 16]


def test_closure_and_objects_are_held_by_handles(names):
    assert names.make_adder(3)(4) == 7
    dog, puppy = names.Dog("Rex"), names.Puppy("Bo")
    assert (dog.name, dog.legs, dog.speak(loud=True)) == ("Rex", 4, "REX")
    dog.name = "Max"
    assert dog.speak() == "Max"
    assert isinstance(puppy, names.Dog)
    assert not isinstance(dog, names.Puppy)
    assert not isinstance(3, names.Dog)
    assert issubclass(names.Puppy, names.Dog)
    assert not hasattr(dog, "tail")
    assert dog == dog
    assert {dog: 1}[dog] == 1


def test_object_never_decides_what_it_is_equal_to(names):
    yes = names.Yes()
    for compare in (
        lambda: yes == 3, lambda: yes != 3, lambda: yes == 3, lambda: yes < 3, lambda: yes < 3, lambda: [yes] == [3],
        lambda: yes == names.Yes(), lambda: np.allclose(yes, 3), lambda: np.asarray(yes),
    ):  # fmt: skip
        with pytest.raises(NotComparable, match="got an object of type Yes"):
            compare()


def test_value_of_an_own_type_is_compared_as_the_plain_value_that_it_is(names):
    liar, stack = names.Liar("x"), names.Stack([1])
    assert liar != "y"
    assert liar == "x"
    assert not liar < "a"
    stack.push(2)
    assert stack == [1, 2]
    assert len(stack) == 2
    assert names.endless() != 308


def test_object_is_asked_only_for_what_the_masters_objects_were_asked_for(names):
    names.wire.allow(["get speak"])
    assert names.Dog("Rex").speak() == "Rex"
    liar, yes = names.Liar("x"), names.Yes()
    assert not liar.startswith("y")
    assert liar + "y" == "xy"
    with pytest.raises(AttributeError, match="got an object of type Yes"):
        yes.startswith("y")
    with pytest.raises(NotComparable):
        yes - 3
    with pytest.raises(NotComparable):
        3 - yes
    assert not hasattr(yes, "all")


def test_what_can_be_read_as_an_array_is_compared_as_one(names):
    names.wire.allow([])
    ones = names.Ones()
    np.testing.assert_allclose(ones, [1, 1])
    assert (ones == np.array([1, 2])).tolist() == [True, False]
    assert np.abs(ones - np.array([1.0, 3.0])).max() == 2
    assert np.abs(np.array([1.0, 3.0]) - ones).max() == 2
    assert ones.shape == (2,)


def test_what_is_printed_is_printed_here(names):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        names.says()
    assert out.getvalue() == "hello\n"


def test_seed_that_is_set_here_holds_there_and_nothing_comes_back(names):
    before = chance()
    try:
        np.random.seed(5)
        wanted = np.random.rand()
        np.random.seed(5)
        state = chance()
        assert names.wire.ask("call", names.draw) == wanted
        sent = names.wire.asked[-1]["chance"]
        assert same(Unpacker(refuse).value(sent), state)
        names.double(1)
        assert "chance" not in names.wire.asked[-1] or not same(state, chance())
    finally:
        set_chance(before)


def test_function_of_an_installed_module_is_handed_over_by_its_name(names):
    assert names.apply(np.sin, 0.0) == 0.0
    assert names.apply(len, [1, 2]) == 2
    assert names.apply(np.float32, 2) == np.float32(2)
    assert names.drawn(np.random.default_rng(3)) == np.random.default_rng(3).normal()
    with pytest.raises(NotPlain, match="a value of type function cannot be handed"):
        names.apply(lambda x: x, 2)


def test_handle_goes_back_as_the_object_that_it_stands_for(names):
    dog = names.Dog("Rex")
    assert names.apply(names.Dog, "Bo").name == "Bo"
    assert names.apply(dog.speak, True) == "REX"
    assert type(names.wire.ask("call", names.apply, names.double, 4)) is int
    assert isinstance(dog, Handle)


def test_object_has_the_methods_that_it_has_there_and_no_others(names):
    dog, stack = names.Dog("Rex"), names.Stack([1])
    assert callable(names.Dog) and callable(dog.speak)
    assert not callable(dog)
    assert hasattr(stack, "__len__") and stack.__len__() == 1
    for name in ("__len__", "__iter__", "__contains__", "__enter__", "__call__", "__float__"):
        assert not hasattr(dog, name), name
    with pytest.raises(TypeError, match="not callable"):
        dog()


def test_what_is_made_from_a_plain_type_is_one(names):
    stack, dog = names.Stack([1]), names.Dog("Rex")
    assert isinstance(stack, list) and isinstance(stack, collections.abc.Sequence)
    assert isinstance(names.wire.ask("call", np.ma.array, [1.0, 2.0]), np.ndarray)
    assert not isinstance(stack, dict | np.ndarray)
    assert not isinstance(dog, list | str | np.ndarray)
    assert isinstance(dog, names.Dog) and not isinstance(stack, names.Dog)
