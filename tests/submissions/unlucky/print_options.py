# Changes numpy's print options and the random seed.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
np.set_printoptions(precision=1, suppress=True, threshold=3)
np.random.seed(0)
import random
random.seed(0)
