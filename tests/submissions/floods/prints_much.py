# Prints twenty megabytes and ends.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
for _ in range(20):
    print("x" * 2**20)
