# The same as dead_drop, from another student: what the first one left must not be there.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution prepend
import os
for folder in ("/tmp", "/var/tmp", "/dev/shm", "/"):
    path = os.path.join(folder, "owned-by-a-submission")
    if os.path.exists(path):
        print("STOLEN from an earlier one", path)
