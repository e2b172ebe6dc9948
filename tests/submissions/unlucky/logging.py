# Right work that keeps a log on stderr.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution
import logging
logging.basicConfig(level="DEBUG")

def parameter_count(D, H):
    logging.warning("counting %s and %s", D, H)
    return 4 * H * (D + H + 1)
