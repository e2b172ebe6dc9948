# Returns an array of eighty megabytes.
# gates: partly 17; gates-count failed
# asserts: partly 7; gates-count failed
# %% gates-count-solution
def parameter_count(D, H):
    return np.zeros(10**7)
