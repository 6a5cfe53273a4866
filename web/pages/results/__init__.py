"""Results: every figure with its definition and its list."""
