"""Transfers: where steps stand, and moving them."""
