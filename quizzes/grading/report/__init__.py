"""The report on an assignment: how it was answered, what it measured, and what to teach again."""
