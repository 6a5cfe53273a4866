"""Edits of calendars, targets and ladders: what they would change is counted, then open clocks follow, each once."""
