# The stub was left alone and the function written in a cell of its own below.
# gates: put-right 18
# asserts: put-right 8
# %% gates-count-solution stub
# %% gates-count-solution add
def parameter_count(D, H):
    return 4 * H * (D + H + 1)
