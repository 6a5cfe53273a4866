"""Rules a model is checked by: a file here, its test in `tests/definitions/rules`, its page in `docs/rules`."""
