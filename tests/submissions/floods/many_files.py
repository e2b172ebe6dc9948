# Makes ten thousand empty files.
# gates: partly 17; gates-count over-disk
# asserts: partly 7; gates-count over-disk
# %% gates-count-solution
made = []

def parameter_count(D, H):
    for number in range(len(made), 10_000):  # the next call goes on where the last one met the limit
        open(f"empty-{number}", "w").close()
        made.append(number)
    return 4 * H * (D + H + 1)
