# Takes memory bit by bit, up to four gigabytes.
# gates: partly 17; gates-count over-memory
# asserts: partly 7; gates-count over-memory
# %% gates-count-solution
def parameter_count(D, H):
    kept = []
    for _ in range(64):
        kept.append(b"x" * 2**26)
    return len(kept)
