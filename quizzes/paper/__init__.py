"""A test on paper: the bank's variants as a sheet, and a key, for each student."""
