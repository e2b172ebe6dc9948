# All cells are worth nothing; learners want to know all the same.
# release: fine
# right: passed 0; t1 passed, t2 passed, why manual
# wrong: partly 0; t1 passed, t2 failed, why manual
# blank: unanswered 0; t1 unanswered, t2 unanswered, why unanswered
# feedback of wrong: twice two
# %% f solution
### BEGIN SOLUTION
def f(x):
    return 2 * x
### END SOLUTION
# %% t1 tests 0
assert f(0) == 0
# %% t2 tests 0
### BEGIN HIDDEN TESTS
assert f(2) == 4, "twice two"
### END HIDDEN TESTS
# %% why manual 0
Because.
# %% wrong: f
def f(x):
    return x
