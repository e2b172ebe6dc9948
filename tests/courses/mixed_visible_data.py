# Learners use, in a later cell, what a visible test has bound; the test runs in a kernel of its own.
# release: fine
# within:
# right: passed 2
# own: passed 2
# %% f solution
### BEGIN SOLUTION
def f(x):
    return x + 1
### END SOLUTION
# %% t1 tests 1
values = [1, 2, 3]
assert [f(v) for v in values] == [2, 3, 4]
# %% total solution
### BEGIN SOLUTION
total = sum(f(v) for v in values)
### END SOLUTION
# %% t2 tests 1
assert total == 9
# %% own: total
total = 0
for value in values:
    total += f(value)
