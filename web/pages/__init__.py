"""The pages, one module a journey; each has a blueprint called `pages`, found by its place."""
