"""The tasks of the assignment rnn."""
