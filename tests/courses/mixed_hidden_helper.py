# A hidden helper function and the table that it looks into are used two cells later, in the learner's kernel.
# release: fine
# within: t3
# right: passed 4
# own: passed 4
# %% f solution
### BEGIN SOLUTION
def f(x):
    return x * x
### END SOLUTION
# %% t1 tests 1
### BEGIN HIDDEN TESTS
import math
TABLE = {k: k * k for k in range(5)}
def known(k):
    return math.floor(TABLE[k])
assert f(2) == known(2)
### END HIDDEN TESTS
# %% t2 tests 1
assert f(0) == 0
# %% t3 tests 2
### BEGIN HIDDEN TESTS
import inspect
assert inspect.isfunction(f)
assert f(3) == known(3), inspect.getsource(f)
### END HIDDEN TESTS
# %% own: f
known = "a name of the learner's own"
def f(x):
    return x ** 2
