"""The cells of a submission run, in kernels, by workers of this machine or of a cluster."""
