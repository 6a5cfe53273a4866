"""The pages, one package a journey; a module with addresses has a blueprint called `pages`, found by its place."""
