# Lowers its own limit of open files to none.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (5, 5))
