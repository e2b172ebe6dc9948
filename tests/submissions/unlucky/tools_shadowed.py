# The names of the assignment's own tools are used for the learner's variables.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
compare = pair = None
z = x = h = c = 3
