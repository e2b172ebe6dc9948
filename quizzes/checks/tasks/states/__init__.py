"""The tasks of the assignment states."""
