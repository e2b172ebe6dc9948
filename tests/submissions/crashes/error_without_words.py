# Raises an error that raises another when it is shown.
# gates: partly 17; gates-count error
# asserts: partly 7; gates-count error
# %% gates-count-solution
class Wordless(Exception):
    def __str__(self): raise Wordless
    __repr__ = __str__

def parameter_count(D, H):
    raise Wordless
