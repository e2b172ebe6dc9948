# Returns a list that holds a list that holds a list, a hundred thousand times.
# gates: partly 17; gates-count failed
# asserts: partly 7; gates-count failed
# %% gates-count-solution
def parameter_count(D, H):
    value = []
    for _ in range(100_000):
        value = [value]
    return value
