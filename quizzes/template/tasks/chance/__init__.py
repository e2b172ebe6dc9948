"""The tasks of the assignment chance."""
