# Returns two million empty lists: few letters, much memory.
# gates: partly 17
# asserts: partly 7
# %% gates-count-solution
def parameter_count(D, H):
    return [[] for _ in range(2_000_000)]
