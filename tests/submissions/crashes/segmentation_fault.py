# Reads from address zero.
# gates: partly 17; gates-count crashed
# asserts: partly 7; gates-count crashed
# %% gates-count-solution
def parameter_count(D, H):
    import ctypes
    return ctypes.string_at(0)
