# Names of builtins are used for the learner's own variables.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
list = [1, 2]
sum = 0
max = min = abs = 7
isinstance = "no"
