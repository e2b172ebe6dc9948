"""Functions that an assignment gives its learners, or that stand in the place of theirs while another task is judged."""

LSTM_FORWARD = '''
import numpy as np
def lstm_forward(x, h, c, W_x, W_h, b):
    all_h, all_c = [], []
    for t in range(x.shape[1]):
        z = (x[:, t] @ W_x + h @ W_h + b) * np.repeat([0.5, 0.5, 1.0, 0.5], h.shape[1])
        i, f, g, o = np.split(np.tanh(z), 4, axis=1)
        c = (f + 1) / 2 * c + (i + 1) / 2 * g
        h = (o + 1) / 2 * np.tanh(c)
        all_h.append(h)
        all_c.append(c)
    return np.stack(all_h, axis=1), np.stack(all_c, axis=1)
'''
SOFTMAX = '''
import numpy as np
def softmax(scores):
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
'''
LSTM_STEP = '''
import numpy as np
def lstm_step(x, h, c, W_x, W_h, b):
    z = (x @ W_x + h @ W_h + b) * np.repeat([0.5, 0.5, 1.0, 0.5], h.shape[1])
    i, f, g, o = np.split(np.tanh(z), 4, axis=1)
    c = (f + 1) / 2 * c + (i + 1) / 2 * g
    return (o + 1) / 2 * np.tanh(c), c
'''
