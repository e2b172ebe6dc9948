"""What a learner can ask for alone: a grade for their own notebook, and solutions after an attempt."""
