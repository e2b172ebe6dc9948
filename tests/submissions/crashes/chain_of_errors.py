# An error that was raised from another one, ten thousand deep, in a group of groups.
# gates: partly 17; gates-count error
# asserts: partly 7; gates-count error
# %% gates-count-solution
def parameter_count(D, H):
    error = ValueError("first")
    for k in range(10_000):
        after = KeyError(k)
        after.__cause__, after.__context__ = error, error
        error = after
    for _ in range(300):
        error = ExceptionGroup("more", [error])
    raise error
