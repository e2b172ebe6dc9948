"""The tasks of the assignment seq2seq."""
