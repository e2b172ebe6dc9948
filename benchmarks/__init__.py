"""Figures of speed, each beside its peers', measured in one run: `python -m benchmarks`."""
