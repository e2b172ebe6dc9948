# Leaves processes behind that ignore signals and sleep; its work is right.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution prepend
import subprocess, sys
code = "import os,signal,time; signal.signal(15, signal.SIG_IGN); os.setsid() if os.getpid() != os.getsid(0) else 0; time.sleep(300)"
children = [subprocess.Popen([sys.executable, "-c", code], start_new_session=True) for _ in range(3)]
