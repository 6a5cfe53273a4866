"""The nouns of the API, one file each; every file here with a `resource` is part of it."""
