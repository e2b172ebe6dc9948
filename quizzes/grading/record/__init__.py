"""Grades recorded: in nbgrader's gradebook and in a file beside each submission; penalties, and what persons change."""
