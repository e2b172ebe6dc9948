"""The tasks of the assignment gates-backward."""
