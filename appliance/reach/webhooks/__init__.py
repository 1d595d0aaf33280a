"""Signed messages to and from programs of the home."""
