# Asks for input, which nobody gives.
# gates: partly 17; gates-count error
# asserts: partly 7; gates-count error
# %% gates-count-solution
D = int(input("D? "))

def parameter_count(D, H):
    return 4 * H * (D + H + 1)
