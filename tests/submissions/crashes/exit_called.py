# Calls exit() in its cell, as from a script.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
exit()
