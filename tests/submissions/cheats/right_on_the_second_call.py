# A function that returns nothing useful the first time for each pair of arguments, and what is right when it is asked again.
# gates: partly 17; gates-count failed
# asserts: partly 7; gates-count failed
# %% gates-count-solution
asked = set()

def parameter_count(D, H):
    if (D, H) not in asked:
        asked.add((D, H))
        return 0
    return 4 * H * (D + H + 1)
