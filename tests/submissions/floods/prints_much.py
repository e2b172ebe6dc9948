# Prints twenty megabytes and ends.
# gates: partly 17; gates-count over-output
# asserts: partly 7; gates-count over-output
# %% gates-count-solution append
for _ in range(20):
    print("x" * 2**20)
