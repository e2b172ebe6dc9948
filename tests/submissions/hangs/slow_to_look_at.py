# An object whose text takes for ever, as the last value of its cell.
# gates: partly 17; gates-count timed-out
# asserts: partly 7; gates-count timed-out
# %% gates-count-solution append
class Slow:
    def __repr__(self):
        while True:
            pass
Slow()
