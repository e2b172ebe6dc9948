# A loop without end in the learner's own cell, below a function that is right: the cell is stopped, the function counts.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
while True:
    pass
