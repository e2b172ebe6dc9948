"""The temperature of the next seven days from the last 30, in degrees."""

import numpy as np

from lstm_lib import LSTM, Adam, Dense, Network, cosine_schedule, fit
from lstm_lib.data import load_series, make_windows

rng = np.random.default_rng(0)
series = load_series("temperature")
windows = make_windows(series.values, past=30, future=7, columns=[0], flat=True)
x, y = windows.test
model = Network(LSTM(x.shape[2], 16, rng=rng), Dense(16, y.shape[1], rng=rng))
fit(model, windows.train, optimiser=Adam(0.01), epochs=30, batch_size=32, rng=rng, valid=windows.valid, keep_best=True,
    schedule=cosine_schedule(), progress=False)  # fmt: skip
truth = windows.unscale(y)                            # (N, 7, 1), degrees
error = np.abs(windows.unscale(model.predict(x)) - truth).mean(axis=(0, 2))
today = windows.scaler.unscale(x)[:, -1:, :1]
naive = np.abs(today - truth).mean(axis=(0, 2))
for k in (0, 3, 6):
    print(f"mean error {k + 1} days ahead: {error[k]:.2f} degrees; of \"as today\": {naive[k]:.2f}")
