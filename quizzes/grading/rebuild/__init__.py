"""A submission rebuilt from the master: only what the learner had to write is taken from it."""
