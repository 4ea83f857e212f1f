"""What the command line does beyond starting and showing: audit, backup, keys."""
