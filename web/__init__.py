"""The pages, and the one place where the application is put together."""
