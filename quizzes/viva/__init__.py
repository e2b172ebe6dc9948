"""Questions to a learner about their own code: made from the code, the task and a seed; each key was computed."""
