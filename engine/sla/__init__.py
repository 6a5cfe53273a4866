"""SLA: calendars, targets, clocks, and what is due when."""
