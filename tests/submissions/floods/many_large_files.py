# Writes five files of 50 MB.
# gates: partly 17; gates-count over-disk
# asserts: partly 7; gates-count over-disk
# %% gates-count-solution
def parameter_count(D, H):
    for number in range(5):
        with open(f"large-{number}", "ab") as file:
            for _ in range(50):
                file.write(bytes(2**20))
    return 4 * H * (D + H + 1)
