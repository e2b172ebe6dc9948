# Two test cells have one grade_id, as after copying a cell.
# refused: cell t: 2 cells have this grade_id: numbers 2, 3 of the notebook
# %% f solution
### BEGIN SOLUTION
x = 2
### END SOLUTION
# %% t tests 1
assert x == 2
# %% t tests 1
assert x == 2
