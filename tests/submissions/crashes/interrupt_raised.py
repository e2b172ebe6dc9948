# Raises KeyboardInterrupt in its cell and in its function.
# gates: partly 17; gates-count error
# asserts: partly 7; gates-count error
# %% gates-count-solution
def parameter_count(D, H):
    raise KeyboardInterrupt
