"""The grader beside nbgrader and otter-grader, on the same submissions in the same run."""
