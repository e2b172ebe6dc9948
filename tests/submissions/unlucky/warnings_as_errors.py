# Turns warnings and numpy's floating-point notes into errors, in work that is right without them.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
import warnings
warnings.simplefilter("error")
np.seterr(all="raise")
