# Raises errors from errors, two thousand of them.
# gates: partly 17; gates-count error
# asserts: partly 7; gates-count error
# %% gates-count-solution
def parameter_count(D, H):
    error = None
    for number in range(500):
        new = ValueError(number)
        new.__cause__ = error
        error = new
    raise error
