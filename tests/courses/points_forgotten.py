# A test cell without points.
# refused: cell t: expected its points, a number from 0, got none
# %% f solution
### BEGIN SOLUTION
x = 2
### END SOLUTION
# %% t tests
assert x == 2
