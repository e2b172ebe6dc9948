# Right work that prints while it is tested.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution
def parameter_count(D, H):
    print(0)
    return 4 * H * (D + H + 1)
