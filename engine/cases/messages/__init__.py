"""Messages and signals: taken from outside or thrown by a case, kept until somebody waits, each delivered once."""
