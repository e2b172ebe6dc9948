# A hidden list is filled by a loop, and a later cell in the learner's kernel goes through it.
# release: fine
# within: t1, t2
# right: passed 2
# %% f solution
### BEGIN SOLUTION
def f(x):
    return -x
### END SOLUTION
# %% t1 tests 1
### BEGIN HIDDEN TESTS
pairs = []
for k in range(4):
    pairs.append((k, -k))
assert all(f(a) == b for a, b in pairs)
### END HIDDEN TESTS
# %% t2 tests 1
### BEGIN HIDDEN TESTS
import inspect
assert inspect.isfunction(f) and len(pairs) == 4
assert [f(a) for a, _ in pairs] == [b for _, b in pairs]
### END HIDDEN TESTS
