# A package that nobody has installed.
# release: cell t: the source's own solution does not pass this test (ModuleNotFoundError: No module named 'not_to_be_had'
# unproven: t
# doctor: not_to_be_had cannot be imported
# %% f solution
### BEGIN SOLUTION
import not_to_be_had
x = 1
### END SOLUTION
# %% t tests 1
assert x == 1
