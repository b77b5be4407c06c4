"""What README's tables are made by: `make bench`."""
