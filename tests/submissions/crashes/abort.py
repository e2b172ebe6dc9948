# Aborts, as a failed assertion in C does.
# gates: partly 17; gates-count crashed
# asserts: partly 7; gates-count crashed
# %% gates-count-solution
def parameter_count(D, H):
    import os
    os.abort()
