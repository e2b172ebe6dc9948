# Makes ten thousand empty files.
# gates: partly 17; gates-count over-disk
# asserts: partly 7; gates-count over-disk
# %% gates-count-solution
def parameter_count(D, H):
    for number in range(10_000):
        open(f"empty-{number}", "w").close()
    return 4 * H * (D + H + 1)
