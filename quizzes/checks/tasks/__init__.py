"""The tasks of the assignments: a folder an assignment, a module a task."""
