# An experiment in a cell that was added asks for input.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution add
units = int(input("How many units? "))
