# The whole cell stands under %%time.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution
%%time
def parameter_count(D, H):
    return 4 * H * (D + H + 1)
