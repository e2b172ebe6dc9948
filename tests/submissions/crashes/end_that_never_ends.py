# Right work, with a function at exit that waits for ever, a thread that is waited for, and a profiler that is never stopped.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
import atexit, threading, time

atexit.register(lambda: time.sleep(10**6))
threading.Thread(target=time.sleep, args=(10**6,)).start()
