# A regular expression that backtracks for years.
# gates: partly 17; gates-count timed-out
# asserts: partly 7; gates-count timed-out
# %% gates-count-solution
def parameter_count(D, H):
    import re
    return re.match("(a+)+$", "a" * 60 + "b")
