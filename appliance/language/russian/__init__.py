"""Russian, in files small enough to be read at once."""
