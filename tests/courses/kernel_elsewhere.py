# The source was written with a kernel that this machine does not have.
# kernel: conda-env-ml python
# release: note: kernel_elsewhere.ipynb: its kernel 'conda-env-ml' is not on this machine
# right: passed 1
# %% f solution
### BEGIN SOLUTION
x = 2
### END SOLUTION
# %% t tests 1
assert x == 2
