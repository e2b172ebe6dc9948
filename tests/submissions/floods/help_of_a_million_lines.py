# Right work with a docstring of a million lines, shown by help and by a question mark.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
parameter_count.__doc__ = "line\n" * 1_000_000
help(parameter_count)
parameter_count?
