# Writes a file of 300 MB.
# gates: partly 17; gates-count over-disk
# asserts: partly 7; gates-count over-disk
# %% gates-count-solution
def parameter_count(D, H):
    with open("/tmp/owned-by-a-submission", "ab") as file:
        for _ in range(300):
            file.write(bytes(2**20))
    return 4 * H * (D + H + 1)
