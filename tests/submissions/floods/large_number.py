# Returns a number of three hundred thousand digits.
# gates: partly 17; gates-count failed
# asserts: partly 7; gates-count failed
# %% gates-count-solution
def parameter_count(D, H):
    return 10 ** 300_000
