"""One file a measure, each with its `MEASURE`."""
