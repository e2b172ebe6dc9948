# Opens two thousand files and closes none.
# gates: partly 17; gates-count error
# asserts: partly 7; gates-count error
# %% gates-count-solution
kept = []

def parameter_count(D, H):
    while len(kept) < 2000:
        kept.append(open("/dev/null"))
    kept.clear()
    return 4 * H * (D + H + 1)
