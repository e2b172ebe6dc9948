# An object whose text takes for ever, as the last value of its cell.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution append
class Slow:
    def __repr__(self):
        while True:
            pass
Slow()
