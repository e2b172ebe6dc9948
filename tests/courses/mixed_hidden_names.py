# A test cell that looks at a source uses an import and a number from the hidden part of one that runs apart.
# release: fine
# within: t2
# right: passed 6
# wrong: partly 1; t2 failed
# blank: unanswered 0
# %% f solution
def f(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
# %% t1 tests 1
### BEGIN HIDDEN TESTS
from numpy.testing import assert_allclose
TOL = 1e-9
assert_allclose(f(1), 2)
### END HIDDEN TESTS
# %% t2 tests 5
### BEGIN HIDDEN TESTS
import inspect
assert "lambda" not in inspect.getsource(f)
assert_allclose(f(3), 6, atol=TOL)
### END HIDDEN TESTS
# %% wrong: f
def f(x):
    return 2 if x == 1 else 7
