# Each call takes a while, and together they take too long.
# gates: partly 17; gates-count timed-out
# asserts: passed 8
# %% gates-count-solution
def parameter_count(D, H):
    import time
    time.sleep(1.7)
    return 4 * H * (D + H + 1)
