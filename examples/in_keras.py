"""An LSTM in Keras: what goes in, what comes out, its weights, padding. Beside it: in_pytorch.py."""

import keras
import numpy as np

rng = np.random.default_rng(0)
x = rng.standard_normal((2, 6, 3), "f")
lengths = np.array([6, 4])

# -- calls
layer = keras.layers.LSTM(
    4, return_sequences=True, return_state=True
)
h, h_T, c_T = layer(x)  # x (N, T, D)
for each in (h, h_T, c_T):
    print(tuple(each.shape))
# prints:
# (2, 6, 4)
# (2, 4)
# (2, 4)

# -- weights
for each in layer.weights:
    print(each.name, tuple(each.shape))
# prints:
# kernel (3, 16)
# recurrent_kernel (4, 16)
# bias (16,)

# -- padding
mask = np.arange(6) < lengths[:, None]
_, last, _ = layer(x, mask=mask)
print(np.allclose(last[1], h[1, 3]))
# prints:
# True

# -- gru
gru = keras.layers.GRU(4, return_sequences=True)
states = gru(x)
for each in gru.weights:
    print(each.name, tuple(each.shape))
# prints:
# kernel (3, 12)
# recurrent_kernel (4, 12)
# bias (2, 12)

# -- heads
every_step = keras.Sequential([
    keras.layers.LSTM(4, return_sequences=True),
    keras.layers.Dense(1),
])
once = keras.Sequential([
    keras.layers.LSTM(4),
    keras.layers.Dense(7),
])
scores, answer = every_step(x), once(x)
print(tuple(scores.shape), tuple(answer.shape))
# prints:
# (2, 6, 1) (2, 7)

# -- decoder
encode = keras.layers.LSTM(
    4, return_sequences=True, return_state=True
)
decode = keras.layers.LSTM(4, return_sequences=True)
attend = keras.layers.Attention()
shifted = x[:, :5]  # what the decoder reads
source, *code = encode(x)
s = decode(shifted, initial_state=code)
context = attend([s, source])
print(tuple(s.shape), tuple(context.shape))
# prints:
# (2, 5, 4) (2, 5, 4)

# -- bias
fresh = keras.layers.LSTM(4)  # opens f by itself
fresh.build((None, 6, 3))
print(fresh.get_weights()[2][4:8].tolist())
# prints:
# [1.0, 1.0, 1.0, 1.0]
