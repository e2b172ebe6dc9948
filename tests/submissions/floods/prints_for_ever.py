# Prints without end.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
while True:
    print("x" * 1000)
