# Takes memory in six processes, each of them below the limit.
# gates: partly 17; gates-count over-memory
# asserts: partly 7; gates-count over-memory
# %% gates-count-solution
def parameter_count(D, H):
    import os, time
    for _ in range(6):
        if os.fork() == 0:
            kept = b"x" * (100 * 2**20)
            time.sleep(20)
            os._exit(0)
    time.sleep(20)
    return len(kept)
