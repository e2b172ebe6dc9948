# The function is an object that can be called.
# gates: passed 18
# asserts: passed 8
# %% gates-count-solution
class Count:
    def __call__(self, D, H):
        return 4 * H * (D + H + 1)

parameter_count = Count()
