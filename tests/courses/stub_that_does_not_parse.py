# The course's stub is empty, so that a function without a docstring has no body.
# config: c.ClearSolutions.code_stub = {"python": ""}
# release: cell f: what learners get in this cell does not parse
# right: passed 1
# %% f solution
def f():
    ### BEGIN SOLUTION
    return 3
    ### END SOLUTION
# %% t tests 1
assert f() == 3
