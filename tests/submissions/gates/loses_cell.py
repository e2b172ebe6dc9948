# base: right
# %% gates-lstm-step delete
