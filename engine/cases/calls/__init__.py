"""Cases that call each other: a call begins a case of its own, which tells its caller when it has ended."""
