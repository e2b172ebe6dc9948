# Lifts the limit of recursion and overflows the stack in C.
# gates: partly 17; gates-count crashed
# asserts: partly 7; gates-count crashed
# %% gates-count-solution
def parameter_count(D, H):
    import sys, functools
    sys.setrecursionlimit(10**9)
    f = lambda x: x
    for _ in range(10**6):
        f = functools.partial(f, *[])
    x = []
    for _ in range(10**6):
        x = [x]
    return repr(x), hash(tuple([1]))
