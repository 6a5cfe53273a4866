"""Targets as data: what is promised for cases, steps, hand-offs and contacts, in versions that hold from a date on.

Pure: `shape`, `conditions`, `stepping`. The rest reads and writes.
"""
