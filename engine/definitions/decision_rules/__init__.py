"""The rules that uploaded decisions are checked by: one file each, found by place."""
