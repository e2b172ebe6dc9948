"""What other programs make of the exports: read, answered and compared with the bank, in one table."""
