"""Models: processes, uploads, versions with their findings, marks, decisions, and trying them out."""
