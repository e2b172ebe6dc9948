# Lifts the limit of recursion and overflows the stack in C.
# gates: partly 17
# asserts: partly 7
# %% gates-count-solution
def parameter_count(D, H):
    import sys
    sys.setrecursionlimit(10**9)
    def f(_):
        return sorted([1], key=f)
    return f(0)
