# Sleeps for an hour.
# gates: partly 17; gates-count timed-out
# asserts: partly 7; gates-count timed-out
# %% gates-count-solution
def parameter_count(D, H):
    import time
    time.sleep(3600)
