"""Administration: people, teams, places, calendars, tokens, and the record of what was done."""
