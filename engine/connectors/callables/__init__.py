"""The functions that a model may ask for. Each module in this folder is one; `bpr:` and its name is its topic.

It has `TAKES` and `GIVES`, the fields of what it is given and of what it answers, and `run(given, desk)`.
"""
