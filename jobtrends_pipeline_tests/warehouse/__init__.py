"""The warehouse: what a transaction keeps, what a reader sees, what an export holds."""
