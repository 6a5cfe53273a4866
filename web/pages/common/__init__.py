"""What every person meets: signing in, the start page, their account, help, and the demo's doors."""
