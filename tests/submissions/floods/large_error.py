# Raises an error with a message of ten megabytes.
# gates: partly 17; gates-count error
# asserts: partly 7; gates-count error
# %% gates-count-solution
def parameter_count(D, H):
    raise ValueError("x" * 10**7)
