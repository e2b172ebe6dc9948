"""An LSTM in PyTorch: what goes in, what comes out, its weights, padding. Beside it: in_keras.py."""

import numpy as np
import torch
from torch.nn.utils.rnn import pack_padded_sequence

torch.manual_seed(0)
rng = np.random.default_rng(0)
x = torch.tensor(rng.standard_normal((2, 6, 3), "f"))
lengths = torch.tensor([6, 4])

# -- calls
layer = torch.nn.LSTM(
    3, 4, batch_first=True
)  # else x is (T, N, D)
h, (h_T, c_T) = layer(x)  # always all
for each in (h, h_T, c_T):
    print(tuple(each.shape))
# prints:
# (2, 6, 4)
# (1, 2, 4)
# (1, 2, 4)

# -- weights
for name, each in layer.named_parameters():
    print(name, tuple(each.shape))
# prints:
# weight_ih_l0 (16, 3)
# weight_hh_l0 (16, 4)
# bias_ih_l0 (16,)
# bias_hh_l0 (16,)

# -- padding
packed = pack_padded_sequence(
    x, lengths, batch_first=True,
    enforce_sorted=False,
)
_, (last, _) = layer(packed)
print(np.allclose(last[0, 1].detach(), h[1, 3].detach()))
# prints:
# True

# -- gru
gru = torch.nn.GRU(3, 4, batch_first=True)
states, _ = gru(x)
for name, each in gru.named_parameters():
    print(name, tuple(each.shape))
# prints:
# weight_ih_l0 (12, 3)
# weight_hh_l0 (12, 4)
# bias_ih_l0 (12,)
# bias_hh_l0 (12,)

# -- heads
lstm = torch.nn.LSTM(3, 4, batch_first=True)
one = torch.nn.Linear(4, 1)
seven = torch.nn.Linear(4, 7)
outputs, _ = lstm(x)
scores = one(outputs)  # at every step
answer = seven(outputs[:, -1])  # after the last
print(tuple(scores.shape), tuple(answer.shape))
# prints:
# (2, 6, 1) (2, 7)

# -- decoder
encode = torch.nn.LSTM(3, 4, batch_first=True)
decode = torch.nn.LSTM(3, 4, batch_first=True)
shifted = x[:, :5]  # what the decoder reads
source, code = encode(x)
s, _ = decode(shifted, code)
weights = torch.softmax(s @ source.mT, dim=-1)
context = weights @ source
print(tuple(s.shape), tuple(context.shape))
# prints:
# (2, 5, 4) (2, 5, 4)

# -- bias
fresh = torch.nn.LSTM(3, 4, batch_first=True)
f = slice(4, 8)  # its rows: i f g o
with torch.no_grad():
    fresh.bias_ih_l0[f] = 1
    fresh.bias_hh_l0[f] = 0  # it is added
both = fresh.bias_ih_l0 + fresh.bias_hh_l0
print(both[f].tolist())
# prints:
# [1.0, 1.0, 1.0, 1.0]
