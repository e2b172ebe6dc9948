# base: right
# %% gates-lstm-forward-solution
def lstm_forward(x, h, c, W_x, W_h, b):
    t = 0
    while t < x.shape[1]:
        h, c = lstm_step(x[:, t], h, c, W_x, W_h, b)
    return h, (h, c)
