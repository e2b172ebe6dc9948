"""What runs in the page's Python. It travels in the course's wheel, and imports what travels with it and numpy."""
