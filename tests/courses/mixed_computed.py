# What a learner's function returned in one hidden test is compared in another one; the function counts its calls.
# release: fine
# within: t1, t2
# right: passed 3
# %% f solution
### BEGIN SOLUTION
calls = 0
def f():
    global calls
    calls += 1
    return calls
### END SOLUTION
# %% t1 tests 1
### BEGIN HIDDEN TESTS
first = f()
assert first == 1
### END HIDDEN TESTS
# %% t2 tests 2
### BEGIN HIDDEN TESTS
import inspect
assert inspect.isfunction(f) and f() == first + 1
### END HIDDEN TESTS
