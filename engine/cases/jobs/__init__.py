"""What a case asks of systems: opened and ended with the case, claimed and answered by workers."""
