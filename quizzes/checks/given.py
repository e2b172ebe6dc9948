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
COLLAPSE = '''
import numpy as np
def collapse(path, blank):
    path = np.asarray(path)
    return path[np.append(True, path[1:] != path[:-1]) & (path != blank)].tolist()
'''
STRETCH = '''
import numpy as np
def stretch(symbols, blank):
    places = np.array([blank] + [place for symbol in symbols for place in (symbol, blank)])
    over = np.append([False, False], places[2:] != places[:-2])[: len(places)]
    return places, over
'''
BEST_PATH = '''
import itertools
def best_path(logs, blank):
    runs = [k for k, _ in itertools.groupby(logs.argmax(axis=1).tolist())]
    return [k for k in runs if k != blank], float(logs.max(axis=1).sum())
'''
LOG_PROBABILITY = '''
import numpy as np
def log_probability(logs, symbols, blank):
    in_blank, in_symbol = [0.0] + [-np.inf] * len(symbols), [-np.inf] * (len(symbols) + 1)
    for log in logs:
        before, before_symbol = list(in_blank), list(in_symbol)
        for u in range(len(symbols) + 1):
            in_blank[u] = np.logaddexp(before[u], before_symbol[u]) + log[blank]
            if u:
                new = u < 2 or symbols[u - 1] != symbols[u - 2]
                come = np.logaddexp(before[u - 1], before_symbol[u - 1]) if new else before[u - 1]
                in_symbol[u] = np.logaddexp(before_symbol[u], come) + log[symbols[u - 1]]
    return float(np.logaddexp(in_blank[-1], in_symbol[-1]))
'''
