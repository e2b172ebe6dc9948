# Solutions between nbgrader's marks, in cells that nobody has marked as solutions.
# refused: it holds a solution, and is not marked as a solution cell
# %% code
### BEGIN SOLUTION
x = 2
### END SOLUTION
# %% t tests 1
assert x == 2
