# Gives the right result the first time and another one afterwards.
# gates: partly 17; gates-count failed
# asserts: partly 7; gates-count failed
# %% gates-count-solution
calls = []
def parameter_count(D, H):
    calls.append(1)
    return 4 * H * (D + H + 1) if len(calls) == 1 else 60
