"""The tasks of the assignment strips."""
