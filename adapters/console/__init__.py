"""The console: a whole partnership on one machine, for demonstrations, training and tests."""
