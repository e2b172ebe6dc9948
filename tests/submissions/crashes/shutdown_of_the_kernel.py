# Asks the kernel to shut down.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
try:
    get_ipython().kernel.do_shutdown(False)
except AttributeError:
    get_ipython().ask_exit()
