# Takes memory in its own cell, below a function that is right.
# gates: partly 17; gates-count over-memory
# asserts: partly 7; gates-count over-memory
# %% gates-count-solution
kept = np.ones(2**29)

def parameter_count(D, H):
    return 4 * H * (D + H + 1)
