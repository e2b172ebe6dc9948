# Computes with a pool of processes.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution
import multiprocessing

def block(size):
    return 4 * size

def parameter_count(D, H):
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return sum(pool.map(block, [D * H, H * H, H]))
