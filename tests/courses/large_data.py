# Data files that are too large to be copied into each kernel, one in a folder, and a small one.
# file: big.bin 17000000
# file: more/other.bin 3000000
# file: small.txt 5
# release: note: mounted read-only beside the notebook, and not copied: big.bin (16.2 MiB)
# right: passed 3
# %% f solution
### BEGIN SOLUTION
with open("big.bin", "rb") as file:
    n = len(file.read())
### END SOLUTION
# %% t tests 2
assert n == 17_000_000
# %% t2 tests 1
import os
assert [os.path.getsize(name) for name in ("big.bin", "more/other.bin", "small.txt")] == [17_000_000, 3_000_000, 5]
