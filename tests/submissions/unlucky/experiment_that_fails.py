# An experiment of the learner's own, in a cell that was added, ends in an error.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution add
assert parameter_count(1, 1) == 13, "I thought so"
