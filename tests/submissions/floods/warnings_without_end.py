# Right work that warns fifty thousand times, and logs as often.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
import logging, warnings
warnings.simplefilter("always")
for k in range(20_000):
    warnings.warn(f"warning {k}")
    logging.warning("warning %d", k)
