# Returns a list that holds itself.
# gates: partly 17; gates-count failed
# asserts: partly 7; gates-count failed
# %% gates-count-solution
def parameter_count(D, H):
    value = []
    value.append(value)
    return value
