"""Which wave is it? Sequences of unequal length and whole-number labels."""

import numpy as np

from lstm_lib import GRU, Adam, Dense, Network, accuracy, fit, pad_sequences

rng = np.random.default_rng(0)
labels = rng.integers(0, 3, 600)                      # sine, square, sawtooth
waves = []
for label in labels:
    phase = rng.uniform(0.05, 0.15) * np.arange(rng.integers(20, 41)) + rng.uniform()
    shapes = np.sin(2 * np.pi * phase), np.sign(phase % 1 - 0.5), 2 * (phase % 1) - 1
    waves.append(shapes[label][:, None] + 0.1 * rng.standard_normal((len(phase), 1)))

x, mask = pad_sequences(waves, np.float32)            # (600, 40, 1), (600, 40)
train, test = slice(0, 500), slice(500, 600)
model = Network(GRU(1, 16, rng=rng), Dense(16, 3, rng=rng), loss="softmax_cross_entropy")
print(model.summary())
fit(model, (x[train], labels[train], mask[train]), optimiser=Adam(0.01), epochs=15, batch_size=25, rng=rng, clip=1.0,
    progress=False)  # fmt: skip
right = accuracy(model.predict(x[test], mask[test]), labels[test])
print(f"right: {right:.2f} of the waves never seen")
