"""Which names a test cell that runs apart takes from the learner's kernel, and which it imports anew."""

from quizzes.grading.judge.shared_names import imports_of, shared_names, visible_imports

HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"


def code(source, **notes):
    return {"cell_type": "code", "source": source, "metadata": {"nbgrader": {"grade_id": "x", **notes}}}


def mine(source):
    return code(source, solution=True)


def values(*cells):
    return [shared.values for shared in shared_names(cells)]


def test_what_learners_bind_and_the_instructor_names_is_fetched_from_then_on():
    assert values(mine("f = 1\ng = 2"), code("assert f"), code("assert f + h")) == [(), ("f",), ("f",)]


def test_what_the_instructor_binds_later_is_no_learners_any_more():
    assert values(mine("f = 1"), code("f = 2"), code("assert f")) == [(), ("f",), ()]
    assert values(mine("f = 1"), mine("f = 2\ng = 3"), code("assert f, g")) == [(), ("f",), ("f", "g")]


def test_names_in_text_and_in_solutions_are_nobodys_use():
    text = {"cell_type": "markdown", "source": "f and g", "metadata": {}}
    assert values(mine("f = 1\ng = f"), text, code("g")) == [(), ("g",), ("g",)]
    assert values(text | {"source": "f = 1"}, code("f")) == [(), ()]


def test_imports_of_learners_are_made_anew_and_not_fetched():
    first, second = (
        mine("import numpy as np, os.path\nfrom math import pi as p, tau\nf = 1"),
        code("np.f, os, p, tau, f"),
    )
    _, found = shared_names([first, second])
    assert found.values == ("f",)
    assert found.imports == {
        "np": "import numpy as np",
        "os": "import os.path",
        "p": "from math import pi as p",
        "tau": "from math import tau",
    }


def test_import_that_nobody_names_is_left_out_and_one_that_is_bound_anew_is_no_import():
    _, unused = shared_names([mine("import numpy as np\nimport os"), code("os")])
    assert unused.imports == {"os": "import os"}
    _, _, again = shared_names([mine("import numpy as np"), mine("np = 3"), code("np")])
    assert (again.values, again.imports) == (("np",), {})
    _, _, own = shared_names([mine("import numpy as np"), code("np = 3"), code("np")])
    assert (own.values, own.imports) == ((), {})
    _, _, back = shared_names([mine("np = 3"), mine("import numpy as np"), code("np")])
    assert (back.values, back.imports) == ((), {"np": "import numpy as np"})


def needed(*cells):
    return [shared.needed for shared in shared_names(cells)]


def test_cell_that_shows_what_learners_made_need_not_run_again():
    assert needed(mine("f = 1"), code("plot(f)"), code("assert f")) == [True, False, False]
    assert needed(mine("f = 1"), code("got = f"), code("assert got")) == [True, True, True]
    assert needed(mine("f = 1"), code("print(1)")) == [True, True]
    assert needed(mine("f = 1"), code("figure = plot(f)"), code("print(1)")) == [True, False, True]
    assert needed(mine("f = 1"), code("import math\nplot(f)"), code("math.pi")) == [True, True, True]


def test_imports_of_a_cell_each_by_itself():
    assert dict(imports_of("import a.b as c\nfrom .d import *\nfrom ..e import g\nif x:\n    import h")) == {
        "c": "import a.b as c",
        "g": "from ..e import g",
    }
    assert imports_of("def broken(:") == ()


def test_imports_that_learners_have_seen():
    text = f"import os, sys\nimport os\n{HIDDEN.format('import secrets')}"
    assert visible_imports(text) == "import os\nimport sys"


def test_name_that_a_shown_cell_binds_is_needed_where_any_later_cell_names_it():
    show, other = code("figure = plot(f)"), code("print(1)")
    for place in range(4):
        for later in range(place + 1, 6):
            cells = [mine("f = 1"), *[other] * 6]
            cells[place + 1] = show
            cells[later + 1] = code("figure")
            assert needed(*cells)[place + 1], (place, later)
    assert needed(mine("f = 1"), code("figure"), other, show, other)[3] is False, "an earlier one does not need it"


def test_what_an_instructors_cell_binds_is_none_of_the_learners_from_then_on():
    first, second, third, fourth = shared_names(
        [
            mine("import os\nf = 1"),
            code("import os as f\nos"),
            code("f, os"),
            mine("f = 2\nimport sys"),
            code("f, os, sys"),
        ]
    )[1:]
    assert (first.values, first.imports) == (("f",), {"os": "import os"})
    assert (second.values, second.imports) == ((), {"os": "import os"})
    assert third == second
    assert (fourth.values, fourth.imports) == (("f",), {"os": "import os", "sys": "import sys"})


def test_source_of_several_lines_is_one_text():
    assert values(mine(["f = 1\n", "g = 2"]), code(["f\n", "g"])) == [(), ("f", "g")]


def test_notebook_without_cells_shares_nothing():
    assert shared_names([]) == []
