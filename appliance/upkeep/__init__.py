"""Keeping it healthy."""
