# Right work with a progress bar on stderr.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution
import sys

def parameter_count(D, H):
    for share in range(0, 101, 25):
        sys.stderr.write(f"\r{share:3d} % " + "#" * (share // 5))
    sys.stderr.write("\n")
    return 4 * H * (D + H + 1)
