"""Service levels: what share of the work kept its time, and what if it had been another."""
