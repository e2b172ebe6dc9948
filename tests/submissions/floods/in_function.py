# Prints without end in a function under test.
# gates: partly 17; gates-count timed-out
# asserts: partly 7; gates-count timed-out
# %% gates-count-solution
def parameter_count(D, H):
    while True:
        print("x" * 1000)
