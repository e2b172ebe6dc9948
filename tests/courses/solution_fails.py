# The instructor's own solution fails one of the tests.
# release: cell t2: the source's own solution does not pass this test (An assertion does not hold, in the line: assert f(3) == 10)
# unproven: t2
# right: partly 1; t1 passed, t2 failed, why manual
# %% f solution
def f(x):
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION
# %% t1 tests 1
assert f(2) == 4
# %% t2 tests 2
### BEGIN HIDDEN TESTS
assert f(3) == 10
### END HIDDEN TESTS
# %% why manual 3
Because.
