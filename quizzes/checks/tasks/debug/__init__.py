"""The tasks of the assignment debug: programs to mend; the first mutant of each is the program as it is handed out."""
