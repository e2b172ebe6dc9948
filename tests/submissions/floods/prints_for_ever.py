# Prints without end.
# gates: partly 17; gates-count over-output
# asserts: partly 7; gates-count over-output
# %% gates-count-solution append
while True:
    print("x" * 1000)
