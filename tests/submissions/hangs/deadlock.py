# Waits for a lock that it holds itself.
# gates: partly 17; gates-count timed-out
# asserts: partly 7; gates-count timed-out
# %% gates-count-solution
def parameter_count(D, H):
    import threading
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
