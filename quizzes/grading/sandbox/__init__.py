"""Kernels for learners' code: warm, walled in, used once."""
