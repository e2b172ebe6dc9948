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
