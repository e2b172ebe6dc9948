# Calls itself without end.
# gates: partly 17; gates-count error
# asserts: partly 7; gates-count error
# %% gates-count-solution
def parameter_count(D, H):
    return parameter_count(D, H)
