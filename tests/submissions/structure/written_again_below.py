# The stub returns nothing yet, and the function was written again in a cell below.
# gates: put-right 18
# asserts: put-right 8
# %% gates-count-solution
def parameter_count(D, H):
    return None  # later
# %% gates-count-solution add
def parameter_count(D, H):
    return 4 * H * (D + H + 1)
