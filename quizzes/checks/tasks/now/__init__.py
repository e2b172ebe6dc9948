"""The tasks of the assignment now."""
