# Magics of IPython stand in the cell.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
%timeit -n 1 -r 1 parameter_count(3, 4)
%matplotlib inline
