"""Pure decisions over tables, one file each."""
