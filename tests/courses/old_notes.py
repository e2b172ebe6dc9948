# nbgrader's notes are of an old version.
# schema: 1
# refused: cell f: expected nbgrader's notes of version 3, got 1. Bring the notebook up to date
# %% f solution
### BEGIN SOLUTION
x = 2
### END SOLUTION
# %% t tests 1
assert x == 2
