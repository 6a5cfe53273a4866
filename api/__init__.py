"""The door for programs: `/api/v1`, its documentation, and what watches over a running service."""
