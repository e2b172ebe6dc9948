# Asks for a terabyte.
# gates: partly 17; gates-count over-memory
# asserts: partly 7; gates-count over-memory
# %% gates-count-solution
def parameter_count(D, H):
    return len(bytearray(2**40))
