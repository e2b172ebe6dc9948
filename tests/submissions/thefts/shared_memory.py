# Writes to and reads from shared memory, message queues and semaphores of the machine.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution prepend
import os
from multiprocessing import shared_memory
try:
    block = shared_memory.SharedMemory("owned-by-a-submission", create=True, size=16)
    block.close()
except FileExistsError:
    print("STOLEN a shared block")
except OSError:
    pass
