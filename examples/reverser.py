"""Write a sequence backwards: an encoder-decoder with attention."""

import numpy as np

from lstm_lib import LSTM, Adam, Dense, DotAttention, Embedding, EncoderDecoder, exact_match, fit
from lstm_lib.data import reversing_task

rng = np.random.default_rng(0)
V = 8 + 3                                             # eight symbols; padding, start and end
source, target = reversing_task(2200, 6, rng)
model = EncoderDecoder(Embedding(V, 12, rng=rng), LSTM(12, 32, rng=rng), Embedding(V, 12, rng=rng),
                       LSTM(12, 32, rng=rng), Dense(64, V, rng=rng), DotAttention())  # fmt: skip
fit(model, (source[:2000], target[:2000]), optimiser=Adam(0.01), epochs=15, batch_size=50, rng=rng, clip=1.0,
    progress=False)  # fmt: skip
written = model.predict(source[2000:], max_length=7)
print(f"right from the first symbol to the last: {exact_match(written, target[2000:]):.2f}")
