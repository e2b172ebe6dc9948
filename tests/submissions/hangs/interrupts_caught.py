# A loop that catches every exception, interrupts included.
# gates: partly 17; gates-count timed-out
# asserts: partly 7; gates-count timed-out
# %% gates-count-solution
def parameter_count(D, H):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
