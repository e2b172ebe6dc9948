# An experiment in a cell that was added never ends.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution add
while True:
    pass
