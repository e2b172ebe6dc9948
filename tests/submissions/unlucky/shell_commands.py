# Runs commands of the shell.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
!ls
!echo done
