"""A kernel behaves as a notebook's: magics, displays, errors, streams, files; each one fresh."""

import numpy as np
import pytest

from quizzes.checks.messages import from_text, to_text
from quizzes.checks.model import Call, Read, ReplyKind
from quizzes.grading.sandbox.session import Spent, Stop

pytestmark = pytest.mark.ways


def streams(result):
    return {output["name"]: output["text"] for output in result.outputs if output["output_type"] == "stream"}


def test_cells_share_their_names_and_count(kernel):
    first, second = kernel.run("x = 2"), kernel.run("x * 3")
    assert (first.count, second.count) == (1, 2)
    assert second.outputs == (
        {"output_type": "execute_result", "execution_count": 2, "data": {"text/plain": "6"}, "metadata": {}},
    )


def test_streams_are_kept_in_order_with_what_programs_write(kernel):
    result = kernel.run(
        "import sys, os\nprint('a'); sys.stderr.write('b\\n'); print('c'); os.system('echo d; echo e >&2')"
    )
    assert [output.get("text") for output in result.outputs if output["output_type"] == "stream"][:3] == [
        "a\n",
        "b\n",
        "c\n",
    ]
    assert "d\n" in "".join(o["text"] for o in result.outputs if o.get("name") == "stdout")
    assert "e\n" in "".join(o["text"] for o in result.outputs if o.get("name") == "stderr")


def test_error_is_told_with_its_traceback(kernel):
    result = kernel.run("def f(): return 1 / 0\nprint('before')\nf()")
    assert (result.error, result.message) == ("ZeroDivisionError", "division by zero")
    assert streams(result) == {"stdout": "before\n"}
    error = result.outputs[-1]
    assert (error["ename"], error["evalue"]) == ("ZeroDivisionError", "division by zero")
    assert any("def f(): return 1 / 0" in line for line in error["traceback"])


def test_cell_that_cannot_be_compiled_is_an_error(kernel):
    assert kernel.run("def f(:").error == "SyntaxError"


def test_cells_are_read_as_ipython_reads_them(kernel):
    sources = [
        "x = 5 % 3", "x = 5  # why?", "a = 'is it?'\nb = a != '%d'", "def f():\n    'Hm?'\n    return 1 \\\n        %3",
        "\n\nx = 1", "    x = 1\n    y = 2", ">>> x = 1", "x?", "%time x = 1", "!ls", "x = !ls", "/print 1", ",print a",
        "%%time\nx", "", "x = [1,\n%2]", "await f()", "def broken(:", "x = 1;", "class A: pass\n\n\n",
    ]  # fmt: skip
    kernel.run("shell = get_ipython()\nread = shell.input_transformer_manager.transform_cell")
    result = kernel.run(f"[source for source in {sources!r} if shell.transform_cell(source) != read(source)]")
    assert result.outputs[0]["data"]["text/plain"] == "[]"
    kernel.run("shell.input_transformers_post.append(lambda lines: [line.replace('one', '1') for line in lines])")
    assert kernel.run("one + 1").outputs[0]["data"]["text/plain"] == "2", "what was added is asked, too"


def test_magics_and_displays_work(kernel):
    kernel.run("%matplotlib inline")
    result = kernel.run("%%capture said\nprint('hidden')")
    assert result.outputs == ()
    assert streams(kernel.run("print(said.stdout, end='')")) == {"stdout": "hidden\n"}
    (shown,) = kernel.run("from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))").outputs
    assert (shown["output_type"], shown["data"]["text/html"]) == ("display_data", "<b>x</b>")
    assert kernel.run("%%time\ny = 1").error == ""


def test_figure_becomes_a_picture(kernel):
    result = kernel.run("import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()")
    assert any(output.get("data", {}).get("image/png", "").startswith("iVBOR") for output in result.outputs)


def test_await_works_at_the_top_of_a_cell(kernel):
    (result,) = kernel.run("import asyncio\nawait asyncio.sleep(0, 'done')").outputs
    assert result["data"]["text/plain"] == "'done'"


def test_input_has_no_answer(kernel):
    assert kernel.run("input('?')").error == "StdinNotImplementedError"


@pytest.mark.parametrize("write", ["print('x' * 1000)", "sys.stderr.write('warning ' * 100)", "display('x' * 50_000)"])
def test_flood_ends_by_what_it_puts_out_and_not_by_time(kernel, write):
    result = kernel.run(f"import sys\nkept = 7\nwhile True: {write}")
    assert (result.stop, result.error) == (Stop.OVER_OUTPUT, "EndlessOutput")
    assert kernel.run("kept").outputs[0]["data"]["text/plain"] == "7"


def test_function_that_floods_is_ended_by_its_time(kernel):
    kernel.run("def f():\n    while True: print('x' * 1000)")
    assert kernel.ask(to_text(Call("f", ())))[1] is Stop.OVER_CPU


def test_interrupted_cell_has_time_to_end_on_a_busy_machine(kernel):
    slow = "import time\nkept = 7\ntry:\n    while True: pass\nexcept KeyboardInterrupt:\n    time.sleep(2)\n    raise"
    assert kernel.run(slow).stop is Stop.OVER_CPU  # two seconds in which others have the processor
    kernel.begin()
    assert kernel.run("kept").outputs[0]["data"]["text/plain"] == "7"


def test_exit_ends_the_cell_and_not_the_kernel(kernel):
    assert kernel.run("raise SystemExit(1)").error == "SystemExit"
    assert kernel.run("exit()").stop is None
    assert kernel.run("2").outputs[0]["data"]["text/plain"] == "2"


def test_files_lie_in_the_folder_of_the_notebook(kernel):
    kernel.put({"data/series.csv": b"1,2\n", "helper.py": b"two = 2\n"})
    (result,) = kernel.run("import helper; open('data/series.csv').read(), helper.two").outputs
    assert result["data"]["text/plain"] == "('1,2\\n', 2)"


def test_function_is_called_with_plain_values_and_answers_with_plain_values(kernel):
    kernel.run("import numpy as np\ndef f(x, k):\n    x += 1\n    return {'twice': 2 * x, 'k': (k, None)}")
    text, stop = kernel.ask(to_text(Call("f", (np.array([1.0, 2.0]), 3))))
    reply = from_text(text)
    assert (stop, reply.kind) == (None, ReplyKind.VALUE)
    assert reply.value["k"] == (3, None)
    np.testing.assert_array_equal(reply.value["twice"], [4.0, 6.0])
    np.testing.assert_array_equal(reply.arguments[0], [2.0, 3.0])


def test_error_of_a_function_is_told(kernel):
    kernel.run("def f(): return undefined_name")
    reply = from_text(kernel.ask(to_text(Call("f", ())))[0])
    assert (reply.kind, reply.message) == (ReplyKind.ERROR, "NameError: name 'undefined_name' is not defined")
    assert from_text(kernel.ask(to_text(Read("nothing")))[0]).kind is ReplyKind.ABSENT


def test_each_kernel_is_fresh_and_draws_other_numbers(template):
    drawn = []
    for _ in range(2):
        session = template.address.connect(Spent())
        assert session.run("'seen' in globals()").outputs[0]["data"]["text/plain"] == "False"
        session.run("seen = True; import random, numpy as np")
        drawn.append(session.run("(random.random(), np.random.rand())").outputs[0]["data"]["text/plain"])
        session.close()
    assert len(set(drawn)) == 2


def test_order_of_sets_is_the_same_in_every_kernel(template):
    orders = set()
    for _ in range(2):
        session = template.address.connect(Spent())
        orders.add(session.run("list({'gate', 'cell', 'state', 'hidden'})").outputs[0]["data"]["text/plain"])
        session.close()
    assert len(orders) == 1
