"""The running program: its limits, its clock, its memory, what it prints and counts."""
