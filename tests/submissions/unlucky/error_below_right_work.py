# An error in the last line of a cell, below a function that is right.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
print(parametercount(3, 4))
