# Leaves threads that never end; its work is right.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution prepend
import threading, time
for _ in range(4):
    threading.Thread(target=time.sleep, args=(3600,)).start()
