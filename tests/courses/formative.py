# No cell is graded; a locked cell checks what learners wrote.
# release: fine
# right: passed 0; f passed, y passed
# wrong: failed 0; f failed, y error
# feedback of wrong: The check below it says AssertionError: f of 1
# %% f solution
### BEGIN SOLUTION
def f(x):
    return x
### END SOLUTION
# %% check locked
assert f(1) == 1, "f of 1"
# %% y solution
### BEGIN SOLUTION
y = f(2)
### END SOLUTION
# %% wrong: f
def f(x):
    return 2
# %% wrong: y
y = 1 / 0
