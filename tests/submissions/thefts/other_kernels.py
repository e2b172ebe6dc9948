# Ends every process that it can reach.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution prepend
import os, signal
for pid in range(3, 200):
    if pid != os.getpid():
        try:
            os.kill(pid, 0)
            print("STOLEN: reaches process", pid)
            break
        except OSError:
            pass
