# The function is wrapped in a cache.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution
from functools import lru_cache

@lru_cache
def parameter_count(D, H):
    return 4 * H * (D + H + 1)
