"""What runs beside a learner's code: answers to requests, and values that cross to another process and back."""
