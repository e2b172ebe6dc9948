# A computation in C that looks at no interrupt.
# gates: partly 17; gates-count timed-out
# asserts: partly 7; gates-count timed-out
# %% gates-count-solution
def parameter_count(D, H):
    return len(str(7 ** (10 ** 8)))
