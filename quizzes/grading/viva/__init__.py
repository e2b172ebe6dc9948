"""Sheets with questions on the learners' own submissions: collected, asked in the sandbox, written as pages."""
