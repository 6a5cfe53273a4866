"""Cases: the list, and one case."""
