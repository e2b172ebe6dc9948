# The course wants a person to look at answers that nobody wrote, too.
# toml: untouched = "ask"
# release: fine
# right: passed 1; t passed, why manual
# blank: unanswered 0; t unanswered, why manual
# %% f solution
### BEGIN SOLUTION
x = 2
### END SOLUTION
# %% t tests 1
assert x == 2
# %% why manual 3
Because.
