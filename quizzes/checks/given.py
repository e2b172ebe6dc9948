"""Functions that an assignment gives, or that stand in the place of the learner's while another task is judged."""

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
ATTEND = '''
import numpy as np
def attend(h, all_h, valid):
    scores = np.where(valid, np.einsum("nj,nij->ni", h, all_h), -np.inf)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = e / e.sum(axis=1, keepdims=True)
    return weights, np.einsum("ni,nij->nj", weights, all_h)
'''
MARKS = {"PAD": "PAD = 0", "START": "START = 1", "END": "END = 2"}
RNN_FORWARD = '''
import numpy as np
def rnn_forward(x, W_x, W_h, b):
    h, all_h = np.zeros((len(x), len(W_h))), []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W_x + h @ W_h + b)
        all_h.append(h)
    return np.stack(all_h, axis=1)
'''
