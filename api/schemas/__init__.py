"""The shapes of what the API takes and answers, one file for each noun."""
