"""The corpus of hostile, damaged and unlucky submissions in tests/submissions: read, handed in, measured, tabled."""
