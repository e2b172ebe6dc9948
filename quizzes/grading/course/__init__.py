"""A course's folder: its settings, its roster, its sources, its secret, its lock."""
