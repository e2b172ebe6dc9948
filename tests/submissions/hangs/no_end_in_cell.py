# A loop without end in the learner's own cell, below a function that is right.
# gates: partly 17; gates-count timed-out
# asserts: partly 7; gates-count timed-out
# %% gates-count-solution append
while True:
    pass
