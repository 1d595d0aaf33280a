"""Backups: the whole household in one encrypted file, and back."""
