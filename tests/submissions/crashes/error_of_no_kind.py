# Raises an error that is none of Exception's.
# gates: partly 17; gates-count error
# asserts: partly 7; gates-count error
# %% gates-count-solution
class Odd(BaseException):
    pass

def parameter_count(D, H):
    raise Odd("no Exception")
