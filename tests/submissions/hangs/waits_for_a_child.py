# Waits for a process that never ends.
# gates: partly 17; gates-count timed-out
# asserts: partly 7; gates-count timed-out
# %% gates-count-solution
def parameter_count(D, H):
    import subprocess
    subprocess.run(["sleep", "3600"])
